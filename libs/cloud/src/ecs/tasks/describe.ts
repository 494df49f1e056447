import { type Task } from '@aws-sdk/client-ecs';
import { type TaskRecord } from '../state';

/** A task as the API shows it. */
export function describeTask({ task }: TaskRecord, include: string[] = []): Task {
  const { tags, ...rest } = structuredClone(task);
  return {
    ...rest,
    connectivityAt: date(task.connectivityAt),
    createdAt: date(task.createdAt),
    executionStoppedAt: date(task.executionStoppedAt),
    pullStartedAt: date(task.pullStartedAt),
    pullStoppedAt: date(task.pullStoppedAt),
    startedAt: date(task.startedAt),
    stoppedAt: date(task.stoppedAt),
    stoppingAt: date(task.stoppingAt),
    tags: include.includes('TAGS') ? tags : [],
  };
}

const date = (milliseconds: number | undefined): Date | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds);
