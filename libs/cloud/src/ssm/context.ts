import { type Clock } from '../kernel';
import { type SsmState } from './state';

/** What the operations work on. */
export interface SsmContext {
  readonly state: SsmState;
  readonly clock: Clock;
}
