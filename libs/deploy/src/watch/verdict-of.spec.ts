import { type Deployment, type Service } from '../aws/shapes';
import { type Observation, type Rollout } from './rollout';
import { rollbackMs, staleMs, verdictOf } from './verdict-of';

const began = 1_000_000;
const oldRevision = 'arn:aws:ecs:eu-central-1:1:task-definition/staging-rooms:6';
const newRevision = 'arn:aws:ecs:eu-central-1:1:task-definition/staging-rooms:7';

const rollout: Rollout = {
  service: 'rooms',
  serviceName: 'staging-rooms',
  deploymentId: 'ecs-svc/own',
  createdAt: began,
  previousTaskDefinition: oldRevision,
  deadlineAt: began + 900_000,
};

const own = (fields: Partial<Deployment> = {}): Deployment => ({
  id: 'ecs-svc/own',
  status: 'PRIMARY',
  rolloutState: 'IN_PROGRESS',
  taskDefinition: newRevision,
  createdAt: new Date(began),
  runningCount: 1,
  desiredCount: 2,
  ...fields,
});

const other = (fields: Partial<Deployment> = {}): Deployment => ({
  id: 'ecs-svc/other',
  status: 'ACTIVE',
  rolloutState: 'COMPLETED',
  taskDefinition: oldRevision,
  createdAt: new Date(began - 60_000),
  ...fields,
});

const failedOwn = own({
  status: 'ACTIVE',
  rolloutState: 'FAILED',
  rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
});

const seen = (deployments: Deployment[], fields: Partial<Observation> = {}): Observation => {
  const service: Service = { status: 'ACTIVE', deployments };
  return { now: began + 5_000, rollout, service, serviceSeenAt: began + 5_000, ...fields };
};

describe('a rollout', () => {
  test.each<[string, Observation, string | undefined]>([
    ['under way is no verdict', seen([own(), other()]), undefined],
    ['that ECS has completed is deployed', seen([own({ rolloutState: 'COMPLETED' })]), 'deployed'],
    [
      'that was completed before another took over is deployed',
      seen([
        other({ status: 'PRIMARY', createdAt: new Date(began + 9) }),
        own({ status: 'ACTIVE', rolloutState: 'COMPLETED' }),
      ]),
      'deployed',
    ],
    [
      'that failed with nothing to go back to has failed',
      seen([own({ rolloutState: 'FAILED' })], { rollout: { ...rollout, previousTaskDefinition: undefined } }),
      'failed',
    ],
    ['that has just failed may yet be rolled back', seen([own({ rolloutState: 'FAILED' })]), undefined],
    [
      'that failed and is not rolled back has failed',
      seen([own({ rolloutState: 'FAILED' })], { now: began + rollbackMs, failedAt: began }),
      'failed',
    ],
    [
      'that ECS is rolling back is no verdict yet',
      seen([other({ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }), failedOwn]),
      undefined,
    ],
    ['that ECS has rolled back is rolled back', seen([other({ status: 'PRIMARY' }), failedOwn]), 'rolled-back'],
    [
      'whose rollback is a new deployment of the old revision is rolled back',
      seen([other({ id: 'ecs-svc/3', status: 'PRIMARY', createdAt: new Date(began + 99) }), failedOwn]),
      'rolled-back',
    ],
    [
      'that is gone once it was rolled back is rolled back',
      seen([other({ status: 'PRIMARY' })], { lastSeen: { deployment: failedOwn, at: began + 4_000 } }),
      'rolled-back',
    ],
    [
      'that somebody rolls back by hand is rolled back',
      seen([other({ status: 'PRIMARY' }), own({ status: 'ACTIVE' })]),
      'rolled-back',
    ],
    [
      'whose rollback fails has failed',
      seen([other({ status: 'PRIMARY', rolloutState: 'FAILED' }), failedOwn]),
      'failed',
    ],
    [
      'that a newer one takes over from is superseded',
      seen([
        other({
          status: 'PRIMARY',
          rolloutState: 'IN_PROGRESS',
          createdAt: new Date(began + 50),
          taskDefinition: 'x:9',
        }),
        own({ status: 'ACTIVE' }),
      ]),
      'superseded',
    ],
    [
      'that failed, and then a newer one took over, is superseded and not rolled back',
      seen([other({ status: 'PRIMARY', createdAt: new Date(began + 50), taskDefinition: 'x:9' }), failedOwn]),
      'superseded',
    ],
    ['that a lagging read does not show yet is no verdict', seen([other({ status: 'PRIMARY' })]), undefined],
    [
      'that was seen, and a lagging read does not show, is no verdict',
      seen([other({ status: 'PRIMARY' })], { lastSeen: { deployment: own(), at: began + 4_000 } }),
      undefined,
    ],
    [
      'that has been gone for long, with the old one back, is rolled back',
      seen([other({ status: 'PRIMARY' })], { now: began + staleMs, lastSeen: { deployment: own(), at: began } }),
      'rolled-back',
    ],
    ['past its deadline is timed out', seen([own(), other()], { now: rollout.deadlineAt }), 'timed-out'],
    [
      'that is completed at its deadline is deployed',
      seen([own({ rolloutState: 'COMPLETED' })], { now: rollout.deadlineAt }),
      'deployed',
    ],
    ['whose service is not shown for a moment is no verdict', seen([], { service: undefined }), undefined],
    [
      'whose service is gone has failed',
      seen([], { service: undefined, now: began + staleMs, serviceSeenAt: began }),
      'failed',
    ],
    ['whose service is being deleted has failed', seen([], { service: { status: 'DRAINING' } }), 'failed'],
  ])('%s', (_what, observation, verdict) => {
    expect(verdictOf(observation)?.verdict).toBe(verdict);
  });

  test('says what ECS says', () => {
    expect(verdictOf(seen([other({ status: 'PRIMARY' }), failedOwn]))?.cause).toBe(failedOwn.rolloutStateReason);
    const newer = other({ status: 'PRIMARY', createdAt: new Date(began + 50), taskDefinition: 'arn/staging-rooms:9' });
    expect(verdictOf(seen([newer, own({ status: 'ACTIVE' })]))?.cause).toBe(
      'deployment ecs-svc/other of staging-rooms:9 took over',
    );
    expect(verdictOf(seen([own()], { now: rollout.deadlineAt }))?.cause).toContain('1 of 2 tasks run');
  });
});
