import { type PostTasksExecution, type PostTasksExecutionContext, type PreTasksExecution } from '@nx/devkit';
import { madeBase, openHistory, readConfiguration, recordFailures, refuseWithoutCloud } from '@longshore/deploy';
import {
  type Environment,
  isLongshoreError,
  LongshoreError,
  readEnvironment,
  type RunSummary,
  type Service,
} from '@longshore/model';
import { notify, renderAnnotations, renderError, renderSummary } from '@longshore/report';
import { readCommandLine } from './command-line';
import { type CoordinatorKey, existingCoordinator, startCoordinator } from './coordinator';
import { failedOf, failureOf, failuresIn, wasStopped } from './failures';
import { isInterrupted } from './interrupted';
import { currentRun, shipsTo, startRun } from './run';
import { streamServed } from './stream-output';
import { noteTimes } from './times';
import { refuseUnseen } from './unseen';

const defaultEnvironment = 'local';

/** Names the run, refuses what could not ship as a whole, and starts the coordinator while tests and builds run. */
export const preTasksExecution: PreTasksExecution = async (_options, { workspaceRoot, argv, nxJsonConfiguration }) => {
  startRun(new Date());
  streamServed(readCommandLine(argv), argv, process.env);
  const key = coordinatorKey(workspaceRoot, argv);
  shipsTo(key?.environment);
  try {
    refuseSigningKey(process.env);
    await refuseUnseen(workspaceRoot, readCommandLine(argv, process.env, nxJsonConfiguration.defaultBase));
    if (key) await refuseUnready(key);
  } catch (error) {
    if (!isLongshoreError(error)) throw error;
    if (key) await recordFailures(workspaceRoot, { ...key, durationMs: 0, failures: [failureOf(error)] });
    // Nx prints the message of what a hook throws, and nothing else of it.
    throw forNx(renderError(error));
  }
  if (key) startCoordinator(key);
};

/** Refuses a run that could not ship: better now than after all tests. */
async function refuseUnready({ workspace, environment: name }: CoordinatorKey): Promise<void> {
  // Nx runs a target that lacks the configuration without a word: a misspelt environment would ship to the default one.
  const { services, environment } = readConfiguration(workspace, name);
  if (environment.spec.rules.rebuild) {
    const { refuseRebuild } = await import('@longshore/image');
    for (const service of services) refuseRebuild({ workspace, service });
  }
  await refuseMadeBase(workspace, services, environment);
  // The embedded cloud may not be running.
  refuseWithoutCloud(workspace, environment);
  // A repository that git refuses to read would be taken for a folder without commits.
  await openHistory(workspace).head();
}

/** AWS environments take no image on a base made here. What is promoted was built elsewhere. */
async function refuseMadeBase(workspace: string, services: Service[], { name, spec }: Environment): Promise<void> {
  if (spec.embedded || spec.promotesFrom !== undefined) return;
  const { madeBaseUser } = await import('@longshore/image');
  const user = madeBaseUser(workspace, services);
  if (user) throw madeBase(user.name, name);
}

/** What Nx runs is code of the repository: the key belongs to `longshore sign` alone, which runs none. */
function refuseSigningKey(variables: NodeJS.ProcessEnv): void {
  const name = ['LONGSHORE_EVIDENCE_KEY', 'LONGSHORE_EVIDENCE_KEY_FILE'].find((each) => variables[each]);
  if (!name) return;
  throw new LongshoreError('LS2105', {
    what: `${name} is set where code of the repository runs`,
    why: 'tests and builds could use the key that signs evidence; only "longshore sign" needs it',
    fix: `unset ${name}`,
  });
}

/** Ends the run: prints where the time went and what became live, URLs last, and sees to it that a failure exits with 1. */
export const postTasksExecution: PostTasksExecution = async (_options, context) => {
  const { workspaceRoot, argv } = context;
  const results = Object.values(context.taskResults);
  // The coordinator goes on until the last rollout has ended, and writes it down; nobody waits for that.
  if (isInterrupted(workspaceRoot) || wasStopped(results)) return;
  const key = coordinatorKey(workspaceRoot, argv);
  if (key) await conclude(key, context);
  const failed = failedOf(results).map(({ task }) => task.id);
  // Nx takes tasks that were left out after a failure for an interruption, and exits with 130; not if a hook throws.
  if (failed.length > 0 && readCommandLine(argv).isOurs) throw forNx(failedText(failed));
};

/** An error of which Nx prints the message alone: with a stack, it says how to see that. */
function forNx(message: string): Error {
  const error = new Error(message);
  delete error.stack;
  return error;
}

/** Ends the coordinator, and prints and records what became of the run. */
async function conclude(key: CoordinatorKey, context: PostTasksExecutionContext): Promise<void> {
  const results = Object.values(context.taskResults);
  const succeeded = results.every(({ code }) => code === 0);
  const coordinator = existingCoordinator(key);
  let summary = await coordinator?.finish(succeeded ? readCommandLine(context.argv).reach : undefined);
  const failures = failuresIn(key.workspace, key.run, results);
  if (failures.length > 0) {
    summary = await recordFailures(key.workspace, {
      ...key,
      durationMs: context.endTime - context.startTime,
      failures,
    });
  }
  if (!summary) return;
  const color = process.stdout.isTTY && !process.env['NO_COLOR'];
  const columns = process.stdout.columns ?? 100;
  process.stdout.write(`\n${noteTimes(context, key.run)}\n\n${renderSummary(summary, { color, columns })}\n`);
  await tellOthers(summary, key.workspace);
}

const failedText = ([first = '', ...others]: string[]): string =>
  others.length === 0
    ? `${first} failed`
    : `${first} and ${others.length === 1 ? '1 other task' : `${others.length} other tasks`} failed`;

/** Annotates the job's page, and tells those whom the environment names. */
async function tellOthers(summary: RunSummary, workspace: string): Promise<void> {
  if (process.env['GITHUB_ACTIONS']) process.stdout.write(renderAnnotations(summary));
  const { notifications } = readEnvironment(workspace, summary.environment).spec;
  const untold = await notify(summary, { action: 'Deploy', notifications, variables: process.env });
  for (const line of untold) process.stderr.write(`${line}\n`);
}

function coordinatorKey(workspace: string, argv: readonly string[]): CoordinatorKey | undefined {
  const { ships, configuration } = readCommandLine(argv);
  if (!ships) return undefined;
  return { workspace, run: currentRun(), environment: configuration ?? defaultEnvironment, parent: process.pid };
}
