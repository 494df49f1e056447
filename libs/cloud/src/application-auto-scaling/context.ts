import { type CallContext, type Clock } from '../kernel';
import { type AutoScalingState } from './state';

/** What the operations work on. */
export interface AutoScalingContext {
  readonly state: AutoScalingState;
  readonly clock: Clock;
  /** Whether ECS has a service that is not deleted. */
  readonly serviceExists: (cluster: string, service: string, context: CallContext) => Promise<boolean>;
}
