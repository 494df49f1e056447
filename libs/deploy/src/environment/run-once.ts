import { LongshoreError, type ServiceLine } from '@longshore/model';
import { exitCodeOf, follow } from '../one-off/follow';
import { oneOffRequest } from '../one-off/request';
import { logGroupOf } from '../render/logs';
import { deployedService } from './deployed';
import { type OpenEnvironment } from './open-environment';
import { logPauseMs } from './read-lines';

/** A one-off task of a service. */
export interface OnceOptions {
  command: string[];
  /** Tells this attempt from every other. */
  attempt: string;
  /** Whether to leave it when it is started. */
  detach?: boolean | undefined;
  /** Stops the task. */
  stopWhen: AbortSignal;
  onStarted?: (task: string) => void;
  onLines: (lines: ServiceLine[]) => void;
  /** Receives the first error by which its lines could not be read: the task is followed without them. */
  onUnreadable?: (error: Error) => void;
}

/** What became of a one-off task. */
export interface Once {
  service: string;
  environment: string;
  /** Id. */
  task: string;
  /** Name and number of the revision that it ran, as `staging-rooms:7`. */
  revision: string;
  /** Of its container; absent where it was left running, or stopped before it ran. */
  exitCode?: number;
}

/**
 * Runs a command once in a task of the deployed revision, in the network of its service, and follows it to its end.
 * @throws LS3112 where the service is not deployed, LS3116 where the task did not run
 */
export async function runOnce(open: OpenEnvironment, name: string, options: OnceOptions): Promise<Once> {
  const { command, attempt, detach, stopWhen, onStarted, onLines, onUnreadable } = options;
  const { environment, actor } = open;
  const place = await open.place();
  const service = await deployedService(open, name);
  const { tasks } = place.cluster;
  const { taskDefinition = '' } = service;
  const startedBy = `longshore-run/${actor.replace(/[^\w-]/g, '_')}`.slice(0, 128);
  const oneOff = { taskDefinition, container: name, command, startedBy, attempt };
  const { taskArn: task = '' } = await tasks.run(oneOffRequest(oneOff, service));
  const [id = '', revision = ''] = [task.split('/').at(-1), taskDefinition.split('/').at(-1)];
  const once = { service: name, environment: environment.name, task: id, revision };
  onStarted?.(id);
  if (detach) return once;
  const group = logGroupOf(environment.name, name);
  const pauseMs = logPauseMs(environment);
  const ports = { tasks, logs: place.logs };
  const ended = await follow(ports, { task, container: name, group }, { pauseMs, stopWhen, onLines, onUnreadable });
  const exitCode = exitCodeOf(ended, name);
  if (exitCode !== undefined) return { ...once, exitCode };
  if (stopWhen.aborted) return once;
  throw new LongshoreError('LS3116', {
    what: `the task ${id} of ${name} in ${environment.name} did not run`,
    why: [ended.stoppedReason, ...(ended.containers ?? []).map(({ reason }) => reason)].filter(Boolean).join('; '),
    fix: `npx longshore tasks ${name} -e ${environment.name}`,
  });
}
