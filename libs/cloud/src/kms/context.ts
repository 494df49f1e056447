import { type Clock } from '../kernel';
import { type KmsState } from './state';

/** What the operations work on. */
export interface KmsContext {
  readonly state: KmsState;
  readonly clock: Clock;
}
