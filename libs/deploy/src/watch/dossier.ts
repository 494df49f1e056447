import { type Dossier, type FailedTask } from '@longshore/model';
import { type Task } from '../aws/shapes';
import { likelyCause, type Symptoms } from './known-causes';
import { failedTasks } from './reason-of';

/** So many tasks tell what all others would. */
const tasksTold = 2;
const eventsTold = 10;

/** The last lines of a container, the oldest first; none where they cannot be read. */
export type ReadLines = (container: string, taskId: string) => Promise<string[]>;

/** Puts together what a person needs to see of a rollout that did not go well. */
export function dossierOf(symptoms: Symptoms, messages: string[]): Dossier {
  const likely = likelyCause(symptoms);
  return { ...(likely && { likely }), tasks: symptoms.tasks, events: messages.slice(0, eventsTold) };
}

/** Of the tasks that have stopped, those that failed first, each with the last that its failing container wrote. */
export const describeFailures = (stopped: Task[], readLines: ReadLines): Promise<FailedTask[]> =>
  Promise.all(
    failedTasks(stopped)
      .slice(0, tasksTold)
      .map((task) => describeTask(task, readLines)),
  );

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
