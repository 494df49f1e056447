import { type Environment, type ServiceLine } from '@longshore/model';
import { type LogLine, type LogQuery, type Logs } from '../aws/ports';
import { taskIdOf } from '../render/logs';

/** How late CloudWatch may show a line, in milliseconds: it promises no time, a few seconds are the rule. */
export const lateMs = 30_000;

/**
 * The pause between two looks at a log group, in milliseconds. FilterLogEvents may be called five times a second in an
 * account: other people follow logs as well.
 */
export const logPauseMs = ({ spec }: Environment): number => (spec.embedded ? 250 : 2000);

/** Every line of a log group that a query takes, page by page. */
export async function readLines(logs: Pick<Logs, 'read'>, group: string, query: LogQuery): Promise<LogLine[]> {
  const found: LogLine[] = [];
  for (let token: string | undefined, first = true; first || token; first = false) {
    const page = await logs.read(group, { ...query, token });
    found.push(...page.lines);
    token = page.token;
  }
  return found;
}

/** A line as people see it. */
export const lineOf = ({ at, stream, message }: LogLine): ServiceLine => ({
  at: new Date(at).toISOString(),
  task: taskIdOf(stream),
  message: message.replace(/\n$/, ''),
});
