import { setTimeout as sleep } from 'node:timers/promises';
import { LongshoreError, type ServiceLine } from '@longshore/model';
import { isRefusal } from '../aws/explain';
import { type LogLine, type LogQuery } from '../aws/ports';
import { logGroupOf, logStreamOf } from '../render/logs';
import { deployedService } from './deployed';
import { type OpenEnvironment } from './open-environment';
import { lateMs, lineOf, logPauseMs, readLines } from './read-lines';
import { RecentLines } from './recent-lines';

/** Which lines of a service are wanted. */
export interface LogsOptions {
  /** Earliest time, in milliseconds since 1970. */
  since: number;
  /** Id of a task, or its beginning. */
  task?: string | undefined;
  /** Whether to wait for further lines, until the signal of the environment. */
  follow?: boolean | undefined;
}

/**
 * What the tasks of a service write, merged in the order of time; each batch holds the lines of one look.
 * @throws LS3112 where the service is not deployed, LS3113 where it writes no logs
 */
export async function* logsOf(
  open: OpenEnvironment,
  service: string,
  { since, task, follow }: LogsOptions,
): AsyncGenerator<ServiceLine[]> {
  const recent = new RecentLines(since, lateMs);
  const streamPrefix = task && logStreamOf(service, task);
  do {
    const lines = recent.take(await readAll(open, service, { since: recent.from, streamPrefix }));
    if (lines.length > 0) yield lines.map(lineOf);
  } while (follow && (await waited(open)));
}

async function readAll(open: OpenEnvironment, service: string, query: LogQuery): Promise<LogLine[]> {
  const { logs } = await open.place();
  const group = logGroupOf(open.environment.name, service);
  try {
    return await readLines(logs, group, query);
  } catch (error) {
    if (open.signal.aborted) return [];
    throw isRefusal(error, 'ResourceNotFoundException') ? await withoutLogs(open, service, group) : error;
  }
}

/** That the service is not there at all is the better answer. */
async function withoutLogs(open: OpenEnvironment, service: string, group: string): Promise<LongshoreError> {
  const environment = open.environment.name;
  await deployedService(open, service);
  return new LongshoreError('LS3113', {
    what: `${service} in ${environment} writes no logs`,
    why: `there is no log group ${group}`,
    fix: `npx nx run ${open.projectOf(service)}:deploy -c ${environment}`,
  });
}

/** Whether there is to be another look. */
const waited = ({ environment, signal }: OpenEnvironment): Promise<boolean> =>
  sleep(logPauseMs(environment), true, { signal }).catch(() => false);
