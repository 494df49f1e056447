import { restart, scale } from '@longshore/deploy';
import { seconds } from '@longshore/report';
import { openFor } from '../open-environment';
import { print } from '../output';
import { workspaceOf } from '../workspace';
import type { EnvironmentCommand } from './environment';

/** Replaces the tasks of a service. */
export async function restartService(service: string, options: EnvironmentCommand): Promise<void> {
  process.stderr.write(`${service} in ${options.environment} gets new tasks\n`);
  const result = await restart(openFor(workspaceOf(process.cwd()), options.environment), service);
  print(
    result,
    options,
    ({ environment, running, durationMs }) =>
      `${service} in ${environment} is restarted: ${running} tasks, ${seconds(durationMs)}`,
  );
}

/** Changes how many tasks of a service run. */
export async function scaleService(service: string, tasks: number, options: EnvironmentCommand): Promise<void> {
  const result = await scale(openFor(workspaceOf(process.cwd()), options.environment), service, tasks);
  print(
    result,
    options,
    ({ environment, from, to, durationMs }) =>
      `${service} in ${environment} runs ${to} tasks, was ${from}, ${seconds(durationMs)}`,
  );
}
