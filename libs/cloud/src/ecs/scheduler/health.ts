import { type Stop } from '../state';
import { type TaskObservation } from './turn';

/** Time that a task without any health check has to be RUNNING until it counts as healthy, in milliseconds. */
export const uncheckedHealthyAfter = 40_000;

/** What the scheduler makes of a task's checks. */
export type Verdict =
  { health: 'healthy' } | { health: 'undecided'; due?: number } | { health: 'unhealthy'; stop: Stop; events: string[] };

/**
 * Judges a running task: with a target group its targets have to be healthy, with a container check that, with both
 * both, and with neither it has to run for 40 seconds. Within the grace period nothing is unhealthy.
 */
export function judge(task: TaskObservation, taskId: string, now: number, graceSeconds: number): Verdict {
  if (task.lastStatus !== 'RUNNING' || task.startedAt === undefined) return { health: 'undecided' };
  const failure = failureOf(task, taskId);
  if (failure) {
    const graceEnds = task.startedAt + graceSeconds * 1000;
    return now < graceEnds ? { health: 'undecided', due: graceEnds } : failure;
  }
  const checked = task.containerHealth !== undefined || task.targets.length > 0;
  return checked ? judgeChecks(task) : judgeAge(task.startedAt, now);
}

function failureOf(task: TaskObservation, taskId: string): Verdict | undefined {
  if (task.containerHealth === 'UNHEALTHY') {
    return unhealthy('Task failed container health checks', `(task ${taskId}) failed container health checks.`);
  }
  const target = task.targets.find(({ state }) => state === 'unhealthy');
  if (!target) return undefined;
  const group = `(target-group ${target.targetGroupArn})`;
  const reason = target.description ?? 'Health checks failed';
  return unhealthy(
    `Task failed ELB health checks in ${group}`,
    `(port ${target.port}) is unhealthy in ${group} due to (reason ${reason}).`,
  );
}

const unhealthy = (reason: string, event: string): Verdict => ({
  health: 'unhealthy',
  stop: { code: 'ServiceSchedulerInitiated', reason },
  events: [event],
});

function judgeChecks(task: TaskObservation): Verdict {
  const passes =
    (task.containerHealth ?? 'HEALTHY') === 'HEALTHY' && task.targets.every(({ state }) => state === 'healthy');
  return { health: passes ? 'healthy' : 'undecided' };
}

function judgeAge(startedAt: number, now: number): Verdict {
  const due = startedAt + uncheckedHealthyAfter;
  return now < due ? { health: 'undecided', due } : { health: 'healthy' };
}
