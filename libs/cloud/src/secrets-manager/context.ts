import { type Clock } from '../kernel';
import { type SecretsManagerState } from './state';

/** What the operations work on. */
export interface SecretsManagerContext {
  readonly state: SecretsManagerState;
  readonly clock: Clock;
}
