import { type Task } from '../aws/shapes';
import { reasonOf } from './reason-of';

const targetGroup = 'arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/rooms/1';
const breaker = 'ECS deployment circuit breaker: tasks failed to start.';
const unhealthy = `(port 8080) is unhealthy in (target-group ${targetGroup}) due to (reason Health checks failed with these codes: [500]).`;

const stopped = (fields: Task): Task => ({ stopCode: 'ServiceSchedulerInitiated', ...fields });

test.each<[string, Task[], string[], string]>([
  [
    'a failed health check is told with the code of the answer',
    [stopped({ stoppedReason: `Task failed ELB health checks in (target-group ${targetGroup})` })],
    ['has started 1 tasks: (task 1).', unhealthy],
    `tasks failed their health check: (reason Health checks failed with these codes: [500]); ${breaker}`,
  ],
  [
    'what the load balancer says counts before any task is described',
    [],
    [unhealthy],
    `tasks failed their health check: (reason Health checks failed with these codes: [500]); ${breaker}`,
  ],
  [
    'a container that exits is told with its code',
    [
      stopped({
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        containers: [{ name: 'rooms', exitCode: 1 }],
      }),
    ],
    [],
    `tasks stopped: Essential container in task exited: container rooms exited with code 1; ${breaker}`,
  ],
  [
    'a container out of memory is told with the reason',
    [
      stopped({
        stoppedReason: 'Essential container in task exited',
        containers: [
          { name: 'rooms', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
        ],
      }),
    ],
    [],
    `tasks stopped: Essential container in task exited: container rooms exited with code 137 (SIGKILL): OutOfMemoryError: Container killed due to memory usage; ${breaker}`,
  ],
  [
    'an image that cannot be pulled is told once, however many tasks say so',
    ['1', '2'].map(() =>
      stopped({
        stopCode: 'TaskFailedToStart',
        stoppedReason: 'CannotPullContainerError: pull image manifest has been retried 1 time(s)',
        containers: [
          { name: 'rooms', reason: 'CannotPullContainerError: pull image manifest has been retried 1 time(s)' },
        ],
      }),
    ),
    [],
    `tasks stopped: CannotPullContainerError: pull image manifest has been retried 1 time(s); ${breaker}`,
  ],
  [
    'tasks that were scaled in did not fail',
    [stopped({ stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)' })],
    [],
    breaker,
  ],
])('%s', (_what, tasks, messages, reason) => {
  expect(reasonOf({ cause: breaker, messages, tasks })).toBe(reason);
});

test('the task that failed first is told first', () => {
  const task = (name: string, second: number): Task =>
    stopped({ stoppedReason: name, stoppedAt: new Date(2026, 0, 1, 0, 0, second) });
  expect(reasonOf({ tasks: [task('later', 2), task('first', 1)], messages: [] })).toBe(
    'tasks stopped: first; tasks stopped: later',
  );
});

test('where nothing is known there is no reason', () => {
  expect(reasonOf({ tasks: [], messages: [] })).toBeUndefined();
});
