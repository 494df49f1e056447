import { type Clock } from '../kernel';
import { type Arrivals } from './arrivals';
import { type SqsState } from './state';

/** What the operations work on. */
export interface SqsContext {
  readonly state: SqsState;
  readonly clock: Clock;
  readonly arrivals: Arrivals;
}
