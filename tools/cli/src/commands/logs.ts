import { logsOf } from '@longshore/deploy';
import { type ServiceLine } from '@longshore/model';
import { renderLine } from '@longshore/report';
import { openFor } from '../open-environment';
import { jsonLine, styleOf } from '../output';
import { workspaceOf } from '../workspace';

/** Options of `longshore logs`. */
export interface LogsCommand {
  environment: string;
  follow?: boolean;
  /** Milliseconds. */
  since: number;
  task?: string;
  json?: boolean;
}

/** Prints what a service writes. */
export async function logs(service: string, { environment, follow, since, task, json }: LogsCommand): Promise<void> {
  const open = openFor(workspaceOf(process.cwd()), environment);
  const style = styleOf(process.stdout);
  const show = (line: ServiceLine): string => (json ? jsonLine('logs', line) : renderLine(line, style));
  let silent = true;
  for await (const lines of logsOf(open, service, { since: Date.now() - since, task, follow })) {
    silent = false;
    process.stdout.write(lines.map((line) => `${show(line)}\n`).join(''));
  }
  if (silent && !follow)
    process.stderr.write(`${service} in ${environment} wrote nothing in that time: try --since 1d\n`);
}
