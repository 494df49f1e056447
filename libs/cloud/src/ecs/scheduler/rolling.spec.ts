import { Rollout, targetGroupArn } from '../testing/rollout';
import { step } from './step';

describe('the rolling scheduler', () => {
  it('is a pure function: the same input gives the same output, and the input stays as it was', () => {
    const rollout = new Rollout();
    rollout.deploy('rooms:1');
    const before = structuredClone(rollout.service);
    const observations = [...rollout.tasks.values()];
    expect(step(rollout.service, 5, observations)).toEqual(step(rollout.service, 5, observations));
    expect(rollout.service).toEqual(before);
  });

  describe('row "deployments[]": PRIMARY, ACTIVE; IN_PROGRESS to COMPLETED', () => {
    it('brings a new service to its desired count and completes', () => {
      const rollout = new Rollout({ balanced: true });
      const { id } = rollout.deploy('rooms:1');
      expect(rollout.primary).toMatchObject({
        status: 'PRIMARY',
        rolloutState: 'IN_PROGRESS',
        rolloutStateReason: `ECS deployment ${id} in progress.`,
      });
      rollout.runAll();
      expect(rollout.primary.rolloutState).toBe('IN_PROGRESS');
      rollout.healAll();
      expect(rollout.primary).toMatchObject({
        rolloutState: 'COMPLETED',
        rolloutStateReason: `ECS deployment ${id} completed.`,
      });
    });

    it('shows the replaced deployment as ACTIVE until its last task is gone', () => {
      const rollout = new Rollout({ balanced: true });
      const first = rollout.deployWell('rooms:1');
      const second = rollout.deploy('rooms:2');
      rollout.runAll();
      rollout.healAll();
      expect(rollout.service.deployments.map(({ id, status }) => [id, status])).toEqual([
        [second.id, 'PRIMARY'],
        [first.id, 'ACTIVE'],
      ]);
      expect(rollout.primary.rolloutState).toBe('IN_PROGRESS');
      rollout.endStopping();
      expect(rollout.service.deployments.map(({ id }) => id)).toEqual([second.id]);
      expect(rollout.primary.rolloutState).toBe('COMPLETED');
    });

    it('completes at once where no task is desired', () => {
      const rollout = new Rollout({ desiredCount: 0 });
      rollout.deploy('rooms:1');
      expect(rollout.primary.rolloutState).toBe('COMPLETED');
    });
  });

  describe('row "floor, ceiling of running tasks"', () => {
    it.each([
      { desiredCount: 4, minimumHealthyPercent: 100, maximumPercent: 200, started: 4, left: 4 },
      { desiredCount: 4, minimumHealthyPercent: 50, maximumPercent: 100, started: 2, left: 2 },
      { desiredCount: 4, minimumHealthyPercent: 100, maximumPercent: 150, started: 2, left: 4 },
      { desiredCount: 3, minimumHealthyPercent: 50, maximumPercent: 100, started: 1, left: 2 },
      { desiredCount: 3, minimumHealthyPercent: 100, maximumPercent: 150, started: 1, left: 3 },
      { desiredCount: 1, minimumHealthyPercent: 0, maximumPercent: 100, started: 1, left: 0 },
    ])(
      '$desiredCount desired, $minimumHealthyPercent to $maximumPercent %: first $started new beside $left old',
      ({ started, left, ...options }) => {
        const rollout = new Rollout({ ...options, balanced: true, configuration: options });
        const first = rollout.deployWell('rooms:1');
        const second = rollout.deploy('rooms:2');
        expect(rollout.live(second.id)).toHaveLength(started);
        expect(rollout.live(first.id)).toHaveLength(left);
      },
    );

    it('never leaves the bounds while it rolls', () => {
      const rollout = new Rollout({
        desiredCount: 5,
        balanced: true,
        configuration: { minimumHealthyPercent: 60, maximumPercent: 120 },
      });
      rollout.deployWell('rooms:1');
      rollout.deploy('rooms:2');
      for (let round = 0; rollout.primary.rolloutState === 'IN_PROGRESS' && round < 50; round += 1) {
        expect(rollout.live().length).toBeLessThanOrEqual(6);
        expect(rollout.live().filter((task) => task.targets[0]?.state === 'healthy').length).toBeGreaterThanOrEqual(3);
        rollout.runAll();
        rollout.healAll();
        rollout.endStopping();
      }
      expect(rollout.primary.rolloutState).toBe('COMPLETED');
    });

    it('stops one old task for each new one that is healthy', () => {
      const rollout = new Rollout({ balanced: true });
      const first = rollout.deployWell('rooms:1');
      const second = rollout.deploy('rooms:2');
      rollout.runAll();
      const [healthy] = rollout.live(second.id);
      rollout.heal(healthy?.taskArn ?? '');
      expect(rollout.live(first.id)).toHaveLength(1);
      expect(rollout.live(second.id)).toHaveLength(2);
    });
  });

  describe('row "deadlocks"', () => {
    it.each([
      { desiredCount: 2, minimumHealthyPercent: 75, maximumPercent: 100 },
      { desiredCount: 3, minimumHealthyPercent: 100, maximumPercent: 125 },
    ])('$minimumHealthyPercent to $maximumPercent % of $desiredCount can neither start nor stop', (options) => {
      const rollout = new Rollout({ ...options, balanced: true, configuration: options });
      rollout.deployWell('rooms:1');
      rollout.deploy('rooms:2');
      rollout.advance(60_000);
      const stuck = rollout.events.filter((event) => event.startsWith('is unable to stop or start tasks'));
      expect(stuck).toEqual([
        'is unable to stop or start tasks during a deployment because of the service deployment configuration. ' +
          'Update the minimumHealthyPercent or maximumPercent value and try again.',
      ]);
    });
  });

  describe('row "healthy means"', () => {
    it('no load balancer and no health check: 40 s RUNNING', () => {
      const rollout = new Rollout();
      rollout.deploy('rooms:1');
      rollout.runAll();
      expect(rollout.due).toBe(rollout.now + 40_000);
      rollout.advance(39_999);
      expect(rollout.primary.rolloutState).toBe('IN_PROGRESS');
      rollout.advance(1);
      expect(rollout.primary.rolloutState).toBe('COMPLETED');
    });

    it('with a target group and a container check: both', () => {
      const rollout = new Rollout({ desiredCount: 1, balanced: true, checked: true });
      rollout.deploy('rooms:1');
      rollout.runAll();
      const [task] = rollout.live();
      rollout.heal(task?.taskArn ?? '');
      rollout.advance(40_000);
      expect(rollout.primary.rolloutState).toBe('IN_PROGRESS');
      rollout.healAll();
      expect(rollout.primary.rolloutState).toBe('COMPLETED');
    });
  });

  describe('row "healthCheckGracePeriodSeconds"', () => {
    it('suppresses failed checks until it is over', () => {
      const rollout = new Rollout({ desiredCount: 1, balanced: true, graceSeconds: 30 });
      const { id } = rollout.deploy('rooms:1');
      rollout.runAll();
      rollout.failChecks(id);
      expect(rollout.stopReasons).toEqual([]);
      expect(rollout.due).toBe(rollout.now + 30_000);
      rollout.advance(30_000);
      expect(rollout.stopReasons).toEqual([`Task failed ELB health checks in (target-group ${targetGroupArn})`]);
    });
  });

  describe('row "start throttle"', () => {
    it('waits longer after each round of failed starts, and not at all after a new task definition', () => {
      const rollout = new Rollout({ desiredCount: 1 });
      const { id } = rollout.deploy('rooms:1');
      const waits = Array.from({ length: 6 }, () => {
        rollout.failStarts(id);
        const wait = rollout.live(id).length > 0 ? 0 : (rollout.due ?? 0) - rollout.now;
        rollout.advance(wait);
        return wait;
      });
      expect(waits).toEqual([0, 0, 1000, 2000, 4000, 8000]);
      expect(rollout.events).toContain('is unable to consistently start tasks successfully.');
      rollout.failStarts(id);
      expect(rollout.live(rollout.deploy('rooms:2').id)).toHaveLength(1);
    });

    it('grows to minutes and no further', () => {
      const rollout = new Rollout({ desiredCount: 1 });
      const { id } = rollout.deploy('rooms:1');
      for (let round = 0; round < 40; round += 1) {
        rollout.failStarts(id);
        if (rollout.live(id).length === 0) rollout.advance((rollout.due ?? 0) - rollout.now);
      }
      rollout.failStarts(id);
      expect((rollout.due ?? 0) - rollout.now).toBe(15 * 60_000);
    });

    it('is not reset by a forced deployment of the same task definition', () => {
      const rollout = new Rollout({ desiredCount: 1 });
      const { id } = rollout.deploy('rooms:1');
      for (let round = 0; round < 3; round += 1) rollout.failStarts(id);
      expect(rollout.live(rollout.deploy('rooms:1').id)).toHaveLength(0);
    });
  });

  describe('row "desiredCount"', () => {
    it('scales out and in without a deployment', () => {
      const rollout = new Rollout({ balanced: true });
      const { id } = rollout.deployWell('rooms:1');
      rollout.service.desiredCount = 3;
      rollout.step();
      expect(rollout.live(id)).toHaveLength(3);
      rollout.runAll();
      rollout.healAll();
      rollout.service.desiredCount = 1;
      rollout.step();
      expect(rollout.live(id)).toHaveLength(1);
      expect(rollout.stopReasons).toEqual(Array(2).fill(`Scaling activity initiated by (deployment ${id})`));
      expect(rollout.service.deployments.map((deployment) => deployment.id)).toEqual([id]);
    });
  });

  describe('in steady state', () => {
    it('replaces a task that dies', () => {
      const rollout = new Rollout({ balanced: true });
      const { id } = rollout.deployWell('rooms:1');
      const [task] = rollout.live();
      rollout.end(task?.taskArn ?? '', {
        code: 'EssentialContainerExited',
        reason: 'Essential container in task exited',
      });
      expect(rollout.live(id)).toHaveLength(2);
      expect(rollout.primary).toMatchObject({ rolloutState: 'COMPLETED', failedTasks: 0 });
      rollout.runAll();
      rollout.healAll();
      expect(rollout.events.at(-1)).toBe('has reached a steady state.');
    });

    it('starts the replacement of an unhealthy task first, and stops it once that is healthy', () => {
      const rollout = new Rollout({ balanced: true });
      rollout.deployWell('rooms:1');
      const [ailing] = rollout.live();
      rollout.failCheck(ailing?.taskArn ?? '');
      expect(rollout.live()).toHaveLength(3);
      expect(rollout.stopReasons).toEqual([]);
      expect(rollout.events.at(-1)).toMatch(/ Amazon ECS replaced 1 tasks due to an unhealthy status\.$/);
      rollout.runAll();
      const replacement = rollout.live().at(-1);
      rollout.heal(replacement?.taskArn ?? '');
      expect(rollout.stopReasons).toEqual([`Task failed ELB health checks in (target-group ${targetGroupArn})`]);
      expect(rollout.live()).toHaveLength(2);
    });

    it('stops unhealthy tasks one by one where the ceiling leaves no room', () => {
      const rollout = new Rollout({ balanced: true, configuration: { minimumHealthyPercent: 0, maximumPercent: 100 } });
      const { id } = rollout.deployWell('rooms:1');
      rollout.failChecks(id);
      expect(rollout.stopReasons).toHaveLength(1);
      rollout.advance(1000);
      expect(rollout.stopReasons).toHaveLength(1);
      expect(rollout.live()).toHaveLength(2);
    });
  });

  describe('a deleted service', () => {
    it('is DRAINING until its tasks are gone', () => {
      const rollout = new Rollout({ balanced: true });
      rollout.deployWell('rooms:1');
      Object.assign(rollout.service, { status: 'DRAINING', desiredCount: 0 });
      rollout.step();
      expect(rollout.live()).toEqual([]);
      expect(rollout.service.status).toBe('DRAINING');
      rollout.endStopping();
      expect(rollout.service).toMatchObject({ status: 'INACTIVE', deployments: [] });
    });
  });

  it('goes on with a deployment after the machine was restarted', () => {
    const rollout = new Rollout({ balanced: true });
    rollout.deployWell('rooms:1');
    const second = rollout.deploy('rooms:2');
    for (const { taskArn } of rollout.live()) {
      rollout.end(taskArn, { code: 'TerminationNotice', reason: 'the embedded cloud was stopped' });
    }
    expect(rollout.live(second.id)).toHaveLength(2);
    expect(rollout.primary.failedTasks).toBe(0);
    rollout.runAll();
    rollout.healAll();
    expect(rollout.primary).toMatchObject({ id: second.id, rolloutState: 'COMPLETED' });
  });
});
