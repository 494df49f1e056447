import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { type Once, type OnceOptions, runOnce, tasksOf } from '@longshore/deploy';
import { renderLine, renderTasks } from '@longshore/report';
import { openFor } from '../open-environment';
import { print, styleOf } from '../output';
import { onFirstSignal } from '../signals';
import { workspaceOf } from '../workspace';
import type { EnvironmentCommand } from './environment';

/** Options of `longshore run`. */
export interface RunOnceCommand extends EnvironmentCommand {
  detach?: boolean;
}

/** Prints the tasks of an environment. */
export async function tasks(service: string | undefined, options: EnvironmentCommand): Promise<void> {
  const found = await tasksOf(openFor(workspaceOf(process.cwd()), options.environment), service);
  print('tasks', found, options, (rows) => renderTasks(rows, styleOf(process.stdout), new Date()));
}

/** Runs a command in a task of its own; ends with the exit code of the command. Ctrl-C stops the task. */
export async function runCommand(service: string, command: string[], options: RunOnceCommand): Promise<void> {
  const stop = new AbortController();
  let interrupted: NodeJS.Signals | undefined;
  onFirstSignal((signal) => {
    interrupted = signal;
    process.stderr.write(`${signal}: the task is being stopped; once more, and it is left to itself\n`);
    stop.abort(`stopped by ${signal} of longshore run`);
  });
  // A signal is not to end the calls that stop the task.
  const open = openFor(workspaceOf(process.cwd()), options.environment, new AbortController().signal);
  const once = await runOnce(open, service, {
    command,
    attempt: randomUUID(),
    detach: options.detach,
    stopWhen: stop.signal,
    ...output(service, options),
  });
  if (options.json || options.detach) print('run', once, options, startedText);
  process.exitCode = interrupted ? 128 + constants.signals[interrupted] : (once.exitCode ?? 0);
}

/** Lines are the command's result, and go to stdout; with `--json` the one document does. */
function output(
  service: string,
  { environment, json }: RunOnceCommand,
): Pick<OnceOptions, 'onStarted' | 'onLines' | 'onUnreadable'> {
  const stream = json ? process.stderr : process.stdout;
  const style = styleOf(stream);
  return {
    onStarted: (task) => void process.stderr.write(`${service} in ${environment}: task ${task}\n`),
    onUnreadable: ({ message }) => void process.stderr.write(`its log lines cannot be read: ${message}\n`),
    onLines: (lines) => void stream.write(lines.map((line) => `${renderLine(line, style)}\n`).join('')),
  };
}

const startedText = ({ service, environment, task }: Once): string =>
  `npx longshore logs ${service} -e ${environment} --task ${task} -f`;
