import { setTimeout as sleep } from 'node:timers/promises';
import { type ServiceLine } from '@longshore/model';
import { isRefusal } from '../aws/explain';
import { type LogLine, type LogQuery, type Logs, type Tasks } from '../aws/ports';
import { type Task } from '../aws/shapes';
import { lateMs, lineOf, readLines } from '../environment/read-lines';
import { RecentLines } from '../environment/recent-lines';
import { logStreamOf } from '../render/logs';

/** A one-off task under way. */
export interface UnderWay {
  /** ARN. */
  task: string;
  container: string;
  /** The log group that it writes to. */
  group: string;
}

/** How a one-off task is followed. */
export interface Following {
  /** Between two looks, in milliseconds. */
  pauseMs: number;
  /** Stops the task once; its reason, a text, is the reason that ECS keeps. */
  stopWhen: AbortSignal;
  onLines: (lines: ServiceLine[]) => void;
  /** Receives the first error by which lines could not be read: they are a help, the task is followed without them. */
  onUnreadable?: ((error: Error) => void) | undefined;
}

/** Follows a one-off task until it has stopped, and tells what it writes, each line once. */
export async function follow(
  { tasks, logs }: { tasks: Pick<Tasks, 'describe' | 'stop'>; logs: Pick<Logs, 'read'> },
  { task: arn, container, group }: UnderWay,
  { pauseMs, stopWhen, onLines, onUnreadable = () => undefined }: Following,
): Promise<Task> {
  const linesOf = orNone((query: LogQuery) => readLines(logs, group, query), onUnreadable);
  const streamPrefix = logStreamOf(container, arn.split('/').at(-1) ?? '');
  let recent: RecentLines | undefined;
  const tell = async ({ createdAt }: Task): Promise<boolean> => {
    recent ??= new RecentLines((createdAt?.getTime() ?? 0) - clockSkewMs, lateMs);
    const lines = recent.take(await linesOf({ since: recent.from, streamPrefix }));
    if (lines.length > 0) onLines(lines.map(lineOf));
    return lines.length > 0;
  };
  let stopping = false;
  for (;;) {
    if (stopWhen.aborted && !stopping) {
      stopping = true;
      await tasks.stop(arn, String(stopWhen.reason));
    }
    const [task] = await tasks.describe([arn]);
    if (task?.startedAt) await tell(task);
    if (task?.lastStatus === 'STOPPED') {
      // Lines come later than the end of what wrote them.
      while (task.startedAt && (await pause(pauseMs)) && (await tell(task)));
      return task;
    }
    await pause(pauseMs, stopping ? undefined : stopWhen);
  }
}

/** By how much the clocks of a task and of ECS may differ, in milliseconds. */
const clockSkewMs = 60_000;

/** Reads no lines where they cannot be read, and reports the first error; without a log group there are none. */
function orNone(read: (query: LogQuery) => Promise<LogLine[]>, onUnreadable: (error: Error) => void): typeof read {
  let isReported = false;
  return async (query) => {
    try {
      return await read(query);
    } catch (error) {
      if (!isReported && !isRefusal(error, 'ResourceNotFoundException')) {
        isReported = true;
        onUnreadable(error as Error);
      }
      return [];
    }
  };
}

const pause = (milliseconds: number, signal?: AbortSignal): Promise<boolean> =>
  sleep(milliseconds, true, { signal }).catch(() => true);

/** The exit code of a container; undefined where it never ran. */
export const exitCodeOf = ({ containers = [] }: Task, container: string): number | undefined =>
  containers.find(({ name }) => name === container)?.exitCode;
