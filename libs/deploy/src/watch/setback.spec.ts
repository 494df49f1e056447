import { type Service, type Task } from '../aws/shapes';
import { completedAt } from './events';
import { isSuspect, ownFailures, unhealthyMessages } from './setback';

const at = (milliseconds: number) => new Date(milliseconds);
const exited: Task = {
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  stoppedAt: at(2000),
};

describe('a task that stops after its rollout', () => {
  test.each<[string, Task, boolean]>([
    ['by itself has failed', exited, true],
    [
      'for its health check has failed',
      {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'Task failed ELB health checks in (target-group arn)',
        stoppingAt: at(2000),
      },
      true,
    ],
    ['before it does not count', { ...exited, stoppedAt: at(500) }, false],
    [
      'because fewer are wanted has not failed',
      {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
        stoppedAt: at(2000),
      },
      false,
    ],
    [
      'because Spot takes its capacity back has not failed',
      { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.', stoppedAt: at(2000) },
      false,
    ],
    [
      'because a person stopped it has not failed',
      { stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user', stoppedAt: at(2000) },
      false,
    ],
  ])('%s', (_what, task, fails) => {
    expect(ownFailures([task], 1000)).toEqual(fails ? [task] : []);
  });
});

const service: Service = {
  events: [
    {
      createdAt: at(3000),
      message: '(service rooms) (port 8000) is unhealthy in (target-group arn) due to (reason Health checks failed).',
    },
    { createdAt: at(2000), message: '(service rooms) (deployment ecs-svc/1) deployment completed.' },
    { createdAt: at(1000), message: '(service rooms) (task 1) failed container health checks.' },
  ],
};

test('events say when a deployment was completed, and who is unhealthy since', () => {
  expect(completedAt(service, 'ecs-svc/1')).toBe(2000);
  expect(completedAt(service, 'ecs-svc/2')).toBeUndefined();
  expect(unhealthyMessages(service, 2000)).toEqual([expect.stringContaining('(reason Health checks failed)')]);
  expect(unhealthyMessages(service, 0)).toHaveLength(2);
});

describe('a deployment is suspect', () => {
  const whole = { runningCount: 2, desiredCount: 2, pendingCount: 0 };
  const started = { createdAt: at(3000), message: '(service rooms) has started 1 tasks: (task 2).' };

  test.each<[string, boolean, Service, object]>([
    ['not while its tasks run', false, {}, whole],
    ['while a task is missing', true, {}, { ...whole, runningCount: 1 }],
    ['while a task starts', true, {}, { ...whole, pendingCount: 1 }],
    ['when a task was replaced between two looks', true, { events: [started] }, whole],
    ['when a task is unhealthy', true, service, whole],
  ])('%s', (_what, expected, seen, deployment) => {
    expect(isSuspect(seen, deployment, 2000)).toBe(expected);
  });
});
