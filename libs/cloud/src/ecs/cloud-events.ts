import { type EcsState, type TaskRecord } from './state';

/** Something that happened, as `GET /_cloud/events` tells it. */
export interface CloudEvent {
  /** Time of the cloud, ISO 8601. */
  at: string;
  kind: 'service' | 'task';
  /** ARN of the service or the task. */
  arn: string;
  /** A service's event as DescribeServices shows it; for a task, the state that it came to, and why it stopped. */
  message: string;
}

/** The events of all services and the states of all tasks that are kept, oldest first. */
export function cloudEvents({ services, tasks }: EcsState): CloudEvent[] {
  const ofServices = Object.values(services).flatMap(({ arn, events }) =>
    // They are kept newest first.
    [...events].reverse().map(({ createdAt, message }) => ({ at: createdAt, kind: 'service' as const, arn, message })),
  );
  return [...ofServices, ...Object.values(tasks).flatMap(ofTask)]
    .sort((a, b) => a.at - b.at)
    .map((event) => ({ ...event, at: new Date(event.at).toISOString() }));
}

function ofTask({ task }: TaskRecord) {
  const { taskArn: arn, startedAt, stoppedAt, stopCode = '', stoppedReason = '' } = task;
  const stopped = ['STOPPED', stopCode, stoppedReason].filter((part) => part !== '').join(': ');
  return [
    { at: task.createdAt, message: 'PROVISIONING' },
    { at: startedAt, message: 'RUNNING' },
    { at: stoppedAt, message: stopped },
  ].flatMap(({ at, message }) => (at === undefined ? [] : [{ at, kind: 'task' as const, arn, message }]));
}
