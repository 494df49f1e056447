import { type AwsService, type CallContext, type Clock, type Store } from '../kernel';
import { autoScalingConstraints } from './constraints';
import { policyOperations } from './policies';
import { type AutoScalingState, emptyState } from './state';
import { targetOperations } from './targets';

/** What Application Auto Scaling works with. */
export interface AutoScalingOptions {
  /** Keeps the slice `application-autoscaling`. */
  store: Store;
  clock: Clock;
  /** Whether ECS has a service that is not deleted. */
  readonly serviceExists: (cluster: string, service: string, context: CallContext) => Promise<boolean>;
}

/**
 * Makes the emulated Application Auto Scaling: targets and policies are kept and described. Policies are not evaluated:
 * a service keeps its desired count.
 */
export function createApplicationAutoScaling({ store, clock, serviceExists }: AutoScalingOptions): AwsService {
  const state = store.slice<AutoScalingState>('application-autoscaling', emptyState);
  const context = { state, clock, serviceExists };
  return {
    id: 'application-autoscaling',
    protocol: { kind: 'json', targetPrefix: 'AnyScaleFrontendService', version: '1.1' },
    get schemas() {
      return import('@aws-sdk/client-application-auto-scaling');
    },
    constraints: autoScalingConstraints,
    operations: { ...targetOperations(context), ...policyOperations(context) },
  };
}
