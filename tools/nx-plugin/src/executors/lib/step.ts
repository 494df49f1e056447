import './typescript';
import { type ExecutorContext, type PromiseExecutor } from '@nx/devkit';
import { type Coordinator } from '@longshore/deploy';
import type { Project } from '@longshore/image';
import { asInterruption, isLongshoreError, readServiceAt } from '@longshore/model';
import { renderError } from '@longshore/report';
import { coordinatorOf } from '../../run/coordinator';
import { noteFailure } from '../../run/failures';
import { currentEnvironment, currentRun } from '../../run/run';
import { recordStep } from '../../run/steps';

/**
 * A step on this machine; where its run ships somewhere it gets the run's coordinator, for what the registry there has
 * need not be made again.
 */
export const localStep =
  <Options = unknown>(
    run: (
      project: Project,
      signal: AbortSignal,
      coordinator: Coordinator | undefined,
      options: Options,
    ) => Promise<void>,
  ): PromiseExecutor<Options> =>
  (options, context) =>
    report(context, () => {
      const project = projectOf(context);
      const environment = currentEnvironment();
      const coordinator = environment === undefined ? undefined : coordinatorFor(project, environment);
      return run(project, abortOnSignals(), coordinator, options);
    });

/** Options of a step that talks to an environment. */
export interface EnvironmentOptions {
  environment: string;
}

/** Where a step is at work. */
export interface Where {
  workspace: string;
  environment: string;
}

/** A step that the run's coordinator does; `run` says whether it went well. */
export const environmentStep =
  (
    run: (coordinator: Coordinator, service: string, where: Where) => Promise<boolean | void>,
  ): PromiseExecutor<EnvironmentOptions> =>
  ({ environment }, context) =>
    report(context, () => {
      const project = projectOf(context);
      const { workspace, service } = project;
      return run(coordinatorFor(project, environment), service.name, { workspace, environment });
    });

const coordinatorFor = ({ workspace }: Project, environment: string): Coordinator =>
  coordinatorOf({ workspace, run: currentRun(), environment, parent: process.ppid });

/** An error that a user can act on is printed as such; any other is a bug of ours and keeps its stack trace. */
async function report(context: ExecutorContext, run: () => Promise<boolean | void>): Promise<{ success: boolean }> {
  const start = Date.now();
  try {
    return { success: (await run()) ?? true };
  } catch (error) {
    const task = `${context.projectName}:${context.targetName}`;
    const told = asInterruption(error, { what: `${task} was interrupted`, fix: `npx nx run ${task}` });
    if (!isLongshoreError(told)) throw told;
    process.stderr.write(`${renderError(told)}\n`);
    noteFailure(context.root, currentRun(), task, told);
    return { success: false };
  } finally {
    const { root, projectName = '', targetName = '' } = context;
    recordStep(root, currentRun(), { target: targetName, project: projectName, start, end: Date.now() });
  }
}

/** Nx knows the folder of the project: no other file has to say which service it is. */
export function projectOf({ root, projectName = '', projectsConfigurations }: ExecutorContext): Project {
  const folder = projectsConfigurations.projects[projectName]?.root ?? '';
  return { workspace: root, service: readServiceAt(root, folder) };
}

function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
