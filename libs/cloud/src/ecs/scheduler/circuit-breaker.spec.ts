import { type DeploymentCircuitBreaker } from '@aws-sdk/client-ecs';
import { Rollout } from '../testing/rollout';
import { failureThreshold } from './circuit-breaker';
import { failedShownFor } from './complete';

const breaker = (rest: Partial<DeploymentCircuitBreaker> = {}): DeploymentCircuitBreaker => ({
  enable: true,
  rollback: true,
  ...rest,
});

const guarded = (rest?: Partial<DeploymentCircuitBreaker>): Rollout =>
  new Rollout({ balanced: true, configuration: { deploymentCircuitBreaker: breaker(rest) } });

/** Lets checks of new tasks fail until the scheduler gives up on the deployment, or starts no more tasks. */
function failRounds(rollout: Rollout, id: string, rounds: number): void {
  for (let round = 0; round < rounds && rollout.live(id).length > 0; round += 1) {
    rollout.runAll();
    rollout.failChecks(id);
  }
}

describe('row "circuit breaker threshold"', () => {
  it.each([
    { desired: 1, expected: 3 },
    { desired: 6, expected: 3 },
    { desired: 7, expected: 4 },
    { desired: 399, expected: 200 },
    { desired: 1000, expected: 200 },
  ])('is $expected for $desired desired tasks', ({ desired, expected }) => {
    expect(failureThreshold(breaker(), desired)).toBe(expected);
  });

  it.each([
    { type: 'BOUNDED_PERCENT', value: 10, desired: 100, expected: 10 },
    { type: 'BOUNDED_PERCENT', value: 10, desired: 10, expected: 3 },
    { type: 'UNBOUNDED_PERCENT', value: 10, desired: 10, expected: 1 },
    { type: 'UNBOUNDED_PERCENT', value: 100, desired: 1000, expected: 1000 },
    { type: 'COUNT', value: 2, desired: 1000, expected: 2 },
  ] as const)('thresholdConfiguration $type $value with $desired desired: $expected', ({ type, value, ...given }) => {
    expect(failureThreshold(breaker({ thresholdConfiguration: { type, value } }), given.desired)).toBe(given.expected);
  });
});

describe('row "what it counts"', () => {
  it('counts tasks that never reach RUNNING', () => {
    const rollout = guarded({ rollback: false });
    const { id } = rollout.deploy('rooms:1');
    rollout.failStarts(id);
    expect(rollout.primary).toMatchObject({ failedTasks: 2, rolloutState: 'IN_PROGRESS' });
    rollout.failStarts(id);
    expect(rollout.primary.rolloutState).toBe('FAILED');
  });

  it('counts tasks that fail ELB health checks', () => {
    const rollout = guarded({ rollback: false });
    const { id } = rollout.deploy('rooms:1');
    failRounds(rollout, id, 1);
    expect(rollout.primary).toMatchObject({ failedTasks: 2, rolloutState: 'IN_PROGRESS' });
    failRounds(rollout, id, 1);
    expect(rollout.primary.rolloutState).toBe('FAILED');
    expect(rollout.events).toContainEqual(expect.stringMatching(/^\(port 8000\) is unhealthy in \(target-group /));
  });

  it('counts tasks that fail container health checks', () => {
    const configuration = { deploymentCircuitBreaker: breaker({ rollback: false }) };
    const rollout = new Rollout({ checked: true, configuration });
    const { id } = rollout.deploy('rooms:1');
    failRounds(rollout, id, 2);
    expect(rollout.primary.rolloutState).toBe('FAILED');
    expect(rollout.stopReasons).toContain('Task failed container health checks');
    expect(rollout.events).toContainEqual(
      expect.stringMatching(/^\(task [0-9a-f]{32}\) failed container health checks\.$/),
    );
  });

  it('counts tasks that crash before they were healthy, but not those that a user stopped', () => {
    const rollout = guarded({ rollback: false });
    const { id } = rollout.deploy('rooms:1');
    const [first, second] = rollout.live(id);
    rollout.end(first?.taskArn ?? '', { code: 'UserInitiated', reason: 'Task stopped by user' });
    expect(rollout.primary.failedTasks).toBe(0);
    rollout.end(second?.taskArn ?? '', {
      code: 'EssentialContainerExited',
      reason: 'Essential container in task exited',
    });
    expect(rollout.primary.failedTasks).toBe(1);
  });

  it.each([
    { resetOnHealthyTask: true, failedTasks: 0 },
    { resetOnHealthyTask: false, failedTasks: 1 },
  ])('with resetOnHealthyTask $resetOnHealthyTask a healthy task leaves $failedTasks', ({ failedTasks, ...reset }) => {
    const rollout = guarded(reset);
    const { id } = rollout.deploy('rooms:1');
    const [first] = rollout.live(id);
    rollout.end(first?.taskArn ?? '', { code: 'TaskFailedToStart', reason: 'CannotStartContainerError: no' });
    rollout.runAll();
    rollout.heal(rollout.live(id)[0]?.taskArn ?? '');
    expect(rollout.primary.failedTasks).toBe(failedTasks);
  });
});

describe('row "deployments[]": FAILED launches nothing more', () => {
  it('keeps the old tasks running and starts none', () => {
    const rollout = guarded({ rollback: false });
    const first = rollout.deployWell('rooms:1');
    const second = rollout.deploy('rooms:2');
    failRounds(rollout, second.id, 2);
    rollout.endStopping();
    rollout.advance(3_600_000);
    expect(rollout.primary).toMatchObject({ id: second.id, rolloutState: 'FAILED' });
    expect(rollout.live(first.id)).toHaveLength(2);
    expect(rollout.service.serviceDeployments[0]).toMatchObject({ status: 'STOPPED', breakerStatus: 'TRIGGERED' });
  });
});

describe('row "rollback"', () => {
  it('makes the newest COMPLETED deployment PRIMARY again, with the tasks that it still has', () => {
    const rollout = guarded();
    const first = rollout.deployWell('rooms:1');
    const kept = rollout.live(first.id).map(({ taskArn }) => taskArn);
    const second = rollout.deploy('rooms:2');
    failRounds(rollout, second.id, 2);
    expect(rollout.primary).toMatchObject({
      id: first.id,
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${first.id}.`,
    });
    expect(rollout.deployment(second.id)).toMatchObject({
      status: 'ACTIVE',
      rolloutState: 'FAILED',
      rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
    });
    rollout.endStopping();
    expect(rollout.primary.rolloutState).toBe('COMPLETED');
    expect(rollout.live().map(({ taskArn }) => taskArn)).toEqual(kept);
  });

  it('shows the failed deployment for a while after the rollback', () => {
    const rollout = guarded();
    rollout.deployWell('rooms:1');
    const second = rollout.deploy('rooms:2');
    failRounds(rollout, second.id, 2);
    rollout.endStopping();
    expect(rollout.deployment(second.id)?.rolloutState).toBe('FAILED');
    rollout.advance(failedShownFor);
    expect(rollout.deployment(second.id)).toBeUndefined();
    expect(rollout.due).toBeUndefined();
  });

  it('skips a deployment that was superseded before it completed', () => {
    const rollout = guarded();
    const first = rollout.deployWell('rooms:1');
    rollout.deploy('rooms:2');
    const third = rollout.deploy('rooms:3');
    failRounds(rollout, third.id, 2);
    expect(rollout.primary.id).toBe(first.id);
  });

  it('with none, the deployment stays FAILED', () => {
    const rollout = guarded();
    const { id } = rollout.deploy('rooms:1');
    failRounds(rollout, id, 2);
    expect(rollout.primary).toMatchObject({ id, rolloutState: 'FAILED' });
    expect(rollout.service.serviceDeployments[0]?.status).toBe('ROLLBACK_FAILED');
  });

  it('starts again what the completed deployment has lost meanwhile', () => {
    const rollout = new Rollout({
      balanced: true,
      configuration: {
        minimumHealthyPercent: 50,
        maximumPercent: 100,
        deploymentCircuitBreaker: breaker(),
      },
    });
    const first = rollout.deployWell('rooms:1');
    const second = rollout.deploy('rooms:2');
    for (let round = 0; round < 3; round += 1) {
      failRounds(rollout, second.id, 1);
      rollout.endStopping();
      rollout.advance(5000);
    }
    expect(rollout.primary.id).toBe(first.id);
    expect(rollout.live(first.id)).toHaveLength(2);
    rollout.runAll();
    rollout.healAll();
    expect(rollout.primary.rolloutState).toBe('COMPLETED');
  });

  it('fails for good where the tasks that were rolled back to do not start either', () => {
    const rollout = new Rollout({
      desiredCount: 1,
      balanced: true,
      configuration: { minimumHealthyPercent: 0, maximumPercent: 100, deploymentCircuitBreaker: breaker() },
    });
    const first = rollout.deployWell('rooms:1');
    rollout.deploy('rooms:2');
    for (let round = 0; round < 12; round += 1) {
      for (const { deploymentId } of rollout.live()) rollout.failStarts(deploymentId);
      rollout.advance(60_000);
    }
    expect(rollout.primary).toMatchObject({ id: first.id, rolloutState: 'FAILED' });
    expect(rollout.service.serviceDeployments[0]?.status).toBe('ROLLBACK_FAILED');
  });
});

describe('row "service deployment"', () => {
  it('goes from PENDING over IN_PROGRESS to SUCCESSFUL', () => {
    const rollout = guarded();
    rollout.deploy('rooms:1');
    expect(rollout.service.serviceDeployments[0]).toMatchObject({ status: 'IN_PROGRESS', breakerStatus: 'MONITORING' });
    rollout.runAll();
    rollout.healAll();
    expect(rollout.service.serviceDeployments[0]).toMatchObject({
      status: 'SUCCESSFUL',
      breakerStatus: 'MONITORING_COMPLETE',
    });
  });

  it('goes over ROLLBACK_IN_PROGRESS to ROLLBACK_SUCCESSFUL', () => {
    const rollout = guarded();
    const first = rollout.deployWell('rooms:1');
    const second = rollout.deploy('rooms:2');
    failRounds(rollout, second.id, 2);
    expect(rollout.service.serviceDeployments[0]).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      statusReason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
      failureCount: 4,
      threshold: 3,
      rollback: { serviceRevisionArn: first.revision.arn },
    });
    rollout.endStopping();
    expect(rollout.service.serviceDeployments[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
  });

  it('rolls back on request, breaker or not', () => {
    const rollout = new Rollout({ balanced: true });
    const first = rollout.deployWell('rooms:1');
    const second = rollout.deploy('rooms:2');
    Object.assign(rollout.service.serviceDeployments[0] ?? {}, { status: 'ROLLBACK_REQUESTED' });
    rollout.step();
    expect(rollout.primary.id).toBe(first.id);
    expect(rollout.deployment(second.id)?.rolloutState).toBe('FAILED');
    expect(rollout.service.serviceDeployments[0]?.status).toBe('ROLLBACK_IN_PROGRESS');
    rollout.endStopping();
    expect(rollout.service.serviceDeployments[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
  });

  it('is STOPPED where a newer one supersedes it: that is no failed rollback', () => {
    const rollout = guarded();
    rollout.deployWell('rooms:1');
    rollout.deploy('rooms:2');
    rollout.deployWell('rooms:3');
    expect(rollout.service.serviceDeployments.map(({ status }) => status)).toEqual([
      'SUCCESSFUL',
      'STOPPED',
      'SUCCESSFUL',
    ]);
  });
});
