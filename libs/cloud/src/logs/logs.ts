import { type AwsService, type Clock, type LogStreams, type Store } from '../kernel';
import { logsConstraints } from './constraints';
import { StreamFiles } from './events/stream-files';
import { openStream } from './open-stream';
import { logsOperations } from './operations';
import { emptyState, type LogsState } from './state';

/** What CloudWatch Logs works with. */
export interface LogsOptions {
  /** Keeps the slice `logs`: groups and streams, not their events. */
  store: Store;
  clock: Clock;
  /** Folder of the events, a file a stream; made where it is missing. */
  dir: string;
}

/** The emulated CloudWatch Logs. */
export interface Logs {
  readonly service: AwsService;
  /** What the containers of ECS write to. */
  readonly streams: LogStreams;
  /** Removes the events of streams that are no more, as after a reset. */
  sweep(): Promise<void>;
}

/** Makes the emulated CloudWatch Logs. */
export function createLogs({ store, clock, dir }: LogsOptions): Logs {
  const state = store.slice<LogsState>('logs', emptyState);
  const files = new StreamFiles(dir);
  return {
    service: {
      id: 'logs',
      protocol: { kind: 'json', targetPrefix: 'Logs_20140328', version: '1.1' },
      get schemas() {
        return import('@aws-sdk/client-cloudwatch-logs');
      },
      constraints: logsConstraints,
      operations: logsOperations({ state, clock, files }),
    },
    streams: {
      open: (request) => {
        const stream = openStream({ state, clock, files }, request);
        store.touch();
        return stream;
      },
    },
    sweep: () => files.sweep(new Set(filesOf(state))),
  };
}

const filesOf = ({ groups }: LogsState): string[] =>
  Object.values(groups).flatMap(({ streams }) => Object.values(streams).map(({ file }) => file));
