import { restart, scale } from '@longshore/deploy';
import { seconds } from '@longshore/report';
import { openFor } from '../open-environment';
import { print } from '../output';
import { workspaceOf } from '../workspace';
import { leaveOnSignal } from '../signals';
import type { EnvironmentCommand } from './environment';

/** Replaces the tasks of a service. */
export async function restartService(service: string, options: EnvironmentCommand): Promise<void> {
  const goesOn = leaveOnSignal(
    () => `the restart of ${service} goes on in ECS; ${follow(options)}; a restart changes no revision`,
  );
  process.stderr.write(`${service} in ${options.environment} gets new tasks\n`);
  const result = await restart(openFor(workspaceOf(process.cwd()), options.environment, goesOn), service);
  print(
    'restart',
    result,
    options,
    ({ environment, running, durationMs }) =>
      `${service} in ${environment} is restarted: ${running} tasks, ${seconds(durationMs)}`,
  );
}

/** Changes how many tasks of a service run. */
export async function scaleService(service: string, tasks: number, options: EnvironmentCommand): Promise<void> {
  const goesOn = leaveOnSignal(
    () => `ECS goes on until ${service} runs ${tasks} tasks; ${follow(options)}, undo it with npx longshore scale`,
  );
  const result = await scale(openFor(workspaceOf(process.cwd()), options.environment, goesOn), service, tasks);
  print(
    'scale',
    result,
    options,
    ({ environment, from, to, durationMs }) =>
      `${service} in ${environment} runs ${to} tasks, was ${from}, ${seconds(durationMs)}`,
  );
}

const follow = ({ environment }: EnvironmentCommand): string => `follow it with npx longshore status -e ${environment}`;
