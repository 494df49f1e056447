import { type FailedTask } from '@longshore/model';
import { logGroupOf, logStreamOf } from '../render/logs';
import { describeFailures } from '../watch/dossier';
import { unhealthyReason } from '../watch/reason-of';
import { type Task } from '../aws/shapes';
import { type Rollout } from '../watch/rollout';
import { type Run } from './run';

/** Lines of a container that failed. */
const linesTold = 30;

/** What is known of the tasks of a rollout that failed. */
export interface Failures {
  /** As ECS describes them. */
  stopped: Task[];
  /** Those that failed first, with what they wrote. */
  tasks: FailedTask[];
  /** What the load balancer says of their targets. */
  unhealthy: string | undefined;
}

/**
 * Reads what has become of the tasks of a rollout.
 * @param messages of the service's events, newest first
 */
export async function readSymptoms(
  run: Run,
  { service, deploymentId }: Rollout,
  messages: string[],
): Promise<Failures> {
  const { cluster } = await run.place();
  const stopped = await cluster.tasks.stopped(deploymentId);
  return { stopped, tasks: await describeTasks(run, service, stopped), unhealthy: unhealthyReason(messages) };
}

/** Those of a service's stopped tasks that failed first, with what they wrote. */
export async function describeTasks(run: Run, service: string, stopped: Task[]): Promise<FailedTask[]> {
  const { logs } = await run.place();
  const group = logGroupOf(run.environment.name, service);
  return describeFailures(stopped, (container, taskId) =>
    // A container that never ran has no log stream.
    logs.tail(group, logStreamOf(container, taskId), linesTold).catch(() => []),
  );
}
