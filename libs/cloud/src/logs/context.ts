import { type Clock } from '../kernel';
import { type StreamFiles } from './events/stream-files';
import { type LogsState } from './state';

/** What the operations work on. */
export interface LogsContext {
  readonly state: LogsState;
  readonly clock: Clock;
  readonly files: StreamFiles;
}
