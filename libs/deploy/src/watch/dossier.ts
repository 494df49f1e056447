import { type Dossier, type FailedTask } from '@longshore/model';
import { type Task } from '../aws/shapes';
import { likelyCause } from './known-causes';
import { type Findings, failedTasks, unhealthyReason } from './reason-of';

/** So many tasks tell what all others would. */
const tasksTold = 2;
const eventsTold = 10;

/** Whose rollout it was. */
export interface Subject {
  service: string;
  environment: string;
}

/** The last lines of a container, the oldest first; none where they cannot be read. */
export type ReadLines = (container: string, taskId: string) => Promise<string[]>;

/** Puts together what is known of a rollout that did not go well. */
export async function dossierOf(
  subject: Subject,
  { messages, tasks }: Findings,
  readLines: ReadLines,
): Promise<Dossier> {
  const failed = await Promise.all(
    failedTasks(tasks)
      .slice(0, tasksTold)
      .map((task) => describeTask(task, readLines)),
  );
  const likely = likelyCause({ ...subject, tasks: failed, unhealthy: unhealthyReason(messages) });
  return { ...(likely && { likely }), tasks: failed, events: messages.slice(0, eventsTold) };
}

async function describeTask(task: Task, readLines: ReadLines): Promise<FailedTask> {
  const id = task.taskArn?.split('/').at(-1) ?? '';
  const container = failingContainer(task);
  const lines = container?.name ? await readLines(container.name, id) : [];
  const described = {
    task: id,
    stopCode: task.stopCode,
    reason: task.stoppedReason,
    container: container?.name,
    exitCode: container?.exitCode,
    containerReason: container?.reason,
    lines,
  };
  return Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined)) as typeof described;
}

/** The one that ended by itself or was not started; where none did, the first: its health check failed. */
const failingContainer = ({ containers = [] }: Task) =>
  containers.find(({ exitCode, reason }) => (exitCode !== undefined && exitCode !== 0) || reason !== undefined) ??
  containers[0];
