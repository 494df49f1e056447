import { setTimeout as sleep } from 'node:timers/promises';
import { LongshoreError, type ServiceLine } from '@longshore/model';
import { isRefusal } from '../aws/explain';
import { type LogLine, type LogQuery } from '../aws/ports';
import { logGroupOf, logStreamOf, taskIdOf } from '../render/logs';
import { deployedService } from './deployed';
import { type OpenEnvironment } from './open-environment';
import { RecentLines } from './recent-lines';

/** How late CloudWatch may show a line, in milliseconds: it promises no time, a few seconds are the rule. */
const overlapMs = 30_000;

/** FilterLogEvents may be called five times a second in an account: other people follow logs as well. */
const pauseMs = { embedded: 250, aws: 2000 };

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
  const recent = new RecentLines(since, overlapMs);
  const streamPrefix = task && logStreamOf(service, task);
  do {
    const lines = recent.take(await readAll(open, service, { since: recent.from, streamPrefix }));
    if (lines.length > 0) yield lines.map(lineOf);
  } while (follow && (await waited(open)));
}

async function readAll(open: OpenEnvironment, service: string, query: LogQuery): Promise<LogLine[]> {
  const { logs } = await open.place();
  const group = logGroupOf(open.environment.name, service);
  const found: LogLine[] = [];
  try {
    for (let token: string | undefined, first = true; first || token; first = false) {
      const page = await logs.read(group, { ...query, token });
      found.push(...page.lines);
      token = page.token;
    }
  } catch (error) {
    if (open.signal.aborted) return found;
    throw isRefusal(error, 'ResourceNotFoundException') ? await withoutLogs(open, service, group) : error;
  }
  return found;
}

/** That the service is not there at all is the better answer. */
async function withoutLogs(open: OpenEnvironment, service: string, group: string): Promise<LongshoreError> {
  const environment = open.environment.name;
  await deployedService({ service, environment }, await open.place());
  return new LongshoreError('LS3113', {
    what: `${service} in ${environment} writes no logs`,
    why: `there is no log group ${group}`,
    fix: `npx nx run ${service}:deploy -c ${environment}`,
  });
}

/** Whether there is to be another look. */
const waited = ({ environment, signal }: OpenEnvironment): Promise<boolean> =>
  sleep(environment.spec.embedded ? pauseMs.embedded : pauseMs.aws, true, { signal }).catch(() => false);

const lineOf = ({ at, stream, message }: LogLine): ServiceLine => ({
  at: new Date(at).toISOString(),
  task: taskIdOf(stream),
  message: message.replace(/\n$/, ''),
});
