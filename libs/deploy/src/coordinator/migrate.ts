import { tags } from '@longshore/model';
import { applyLogGroup } from '../apply/log-group';
import { registerRevision } from '../apply/revision';
import { type Tasks } from '../aws/ports';
import { type Task } from '../aws/shapes';
import { logPauseMs } from '../environment/read-lines';
import { exitCodeOf, follow } from '../one-off/follow';
import { oneOffRequest } from '../one-off/request';
import { logStreamOf } from '../render/logs';
import { describeFailures, dossierOf } from '../watch/dossier';
import { entryOf, type Released } from './release';
import { type Result } from './result';
import { type Run } from './run';

const hook = 'beforeDeploy';

/** Lines of a migration that failed. */
const linesTold = 30;

/** One attempt of a service's `beforeDeploy`. */
interface Migration {
  service: string;
  command: string[];
  timeoutSeconds: number;
  released: Released;
  /** ARN of the new revision. */
  revision: string;
  /** Whoever begins one of this revision writes the same, so that the next finds it. */
  startedBy: string;
}

/**
 * Runs a service's `beforeDeploy` in a task of the new revision. It runs once: one that has succeeded for this revision
 * does not run again, and one that is under way is followed.
 * @returns undefined where it succeeded, else how the release ends: nothing is rolled out
 */
export async function migrate(run: Run, released: Released): Promise<Result | undefined> {
  const { beforeDeploy, name: service } = released.service;
  if (!beforeDeploy) return undefined;
  const place = await run.place();
  const { taskDefinitions } = place.cluster;
  // A task without its log group does not start.
  await applyLogGroup(released.desired, released.live, released.delta, place.logs);
  const revision = await registerRevision(released.desired, taskDefinitions, await entryOf(run));
  if ((await taskDefinitions.describe(revision))?.tags[tags.migrated]) return undefined;
  const startedBy = `longshore-${hook}/${nameOf(revision).replace(/[^\w-]/g, '/')}`.slice(0, 128);
  return runMigration(run, { ...beforeDeploy, service, released, revision, startedBy });
}

async function runMigration(run: Run, migration: Migration): Promise<Result | undefined> {
  const { service, revision } = migration;
  const began = Date.now();
  const task = await beginOrFind(run, migration);
  const ended = await followToEnd(run, migration, task.taskArn ?? '').catch((error: unknown): Result => {
    // It goes on without us.
    if (run.signal.aborted) return interrupted(migration, task);
    throw error;
  });
  if ('verdict' in ended) return ended;
  const exitCode = exitCodeOf(ended, service);
  const code = exitCode === undefined ? {} : { exitCode };
  run.journal.emit({ type: 'hook-ended', service, hook, ...code, durationMs: Date.now() - began });
  const { cluster } = await run.place();
  if (exitCode === 0) return noteSuccess(run, migration);
  // The verdict stands, also where the ledger cannot be written.
  await cluster.tag(revision, { [tags.verdict]: 'failed' }).catch(() => undefined);
  return failure(run, migration, ended);
}

/** A run that died has left a task behind it: it is under way, or it has succeeded, or a new one has to be started. */
async function beginOrFind(run: Run, migration: Migration): Promise<Task> {
  const { service, command, released, revision: taskDefinition, startedBy } = migration;
  const { tasks } = (await run.place()).cluster;
  const earlier = await earlierTasks(tasks, startedBy);
  const known = earlier.find((task) => task.lastStatus !== 'STOPPED' || exitCodeOf(task, service) === 0);
  const oneOff = { taskDefinition, container: service, command, startedBy, attempt: run.run };
  const task = known ?? (await tasks.run(oneOffRequest(oneOff, released.live.service ?? released.desired.service)));
  const runs = `${command.join(' ')} in task ${nameOf(task.taskArn)}${known ? ', begun by an earlier run' : ''}`;
  run.journal.emit({ type: 'hook-started', service, hook, runs });
  return task;
}

async function earlierTasks(tasks: Tasks, startedBy: string): Promise<Task[]> {
  const states = ['RUNNING', 'STOPPED'] as const;
  const arns = await Promise.all(states.map((desiredStatus) => tasks.list({ startedBy, desiredStatus })));
  return tasks.describe(arns.flat());
}

async function followToEnd(run: Run, { service, timeoutSeconds, released }: Migration, task: string): Promise<Task> {
  const { cluster, logs } = await run.place();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(lateReason(timeoutSeconds)), timeoutSeconds * 1000);
  const onLines = (lines: { message: string }[]): void => {
    for (const { message } of lines) run.journal.emit({ type: 'hook-line', service, hook, message });
  };
  try {
    const underWay = { task, container: service, group: released.desired.logGroup };
    const onUnreadable = ({ message }: Error): void => note(run, service, `its log lines cannot be read: ${message}`);
    const following = { pauseMs: logPauseMs(run.environment), stopWhen: late.signal, onLines, onUnreadable };
    return await follow({ tasks: cluster.tasks, logs }, underWay, following);
  } finally {
    clearTimeout(timer);
  }
}

/** Has later releases of the revision skip the migration. It has succeeded, also if that cannot be written. */
async function noteSuccess(run: Run, { service, revision }: Migration): Promise<undefined> {
  const { cluster } = await run.place();
  await cluster.tag(revision, { [tags.migrated]: new Date().toISOString() }).catch(({ message }: Error) => {
    run.signal.throwIfAborted();
    note(run, service, `its success could not be tagged: ${message}`);
  });
}

/** Shows a problem beside a migration among the lines of its log. */
const note = ({ journal, signal }: Run, service: string, message: string): void => {
  if (!signal.aborted) journal.emit({ type: 'hook-line', service, hook, message });
};

const lateReason = (seconds: number): string => `${hook} took longer than ${seconds} s`;

async function failure(run: Run, { service, revision, released }: Migration, task: Task): Promise<Result> {
  const { logs } = await run.place();
  const { environment } = run;
  const { project, root } = released.service;
  const tasks = await describeFailures([task], (_container, id) =>
    logs.tail(released.desired.logGroup, logStreamOf(service, id), linesTold).catch(() => []),
  );
  const exitCode = exitCodeOf(task, service);
  const why = task.stoppedReason?.startsWith(hook) || exitCode === undefined ? task.stoppedReason : undefined;
  return {
    verdict: 'failed',
    taskDefinition: revision,
    reason: `${hook} failed: ${why ?? `exit code ${exitCode}`}; nothing was rolled out`,
    dossier: dossierOf(
      { service, project, root, environment: environment.name, spec: environment.spec, tasks, unhealthy: undefined },
      [],
    ),
  };
}

const interrupted = ({ revision }: Migration, { taskArn }: Task): Result => ({
  verdict: 'timed-out',
  taskDefinition: revision,
  reason: `the run was interrupted; ${hook} goes on in task ${nameOf(taskArn)}, and the next deploy takes it up`,
});

const nameOf = (arn = ''): string => arn.slice(arn.lastIndexOf('/') + 1);
