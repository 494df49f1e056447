import { Rollout, targetGroupArn } from '../testing/rollout';

const taskId = '[0-9a-f]{32}';
const group = `(target-group ${targetGroupArn})`;

describe('row "events"', () => {
  it('tells a first rollout in the words of ECS', () => {
    const rollout = new Rollout({ balanced: true, desiredCount: 1 });
    const { id } = rollout.deployWell('rooms:1');
    expect(rollout.service.events.map(({ message }) => message).reverse()).toEqual([
      expect.stringMatching(new RegExp(`^\\(service rooms\\) has started 1 tasks: \\(task ${taskId}\\)\\.$`)),
      `(service rooms) registered 1 targets in ${group}`,
      `(service rooms) (deployment ${id}) deployment completed.`,
      '(service rooms) has reached a steady state.',
    ]);
  });

  it('tells how old tasks are drained and stopped', () => {
    const rollout = new Rollout({ balanced: true, desiredCount: 1 });
    const first = rollout.deployWell('rooms:1');
    const before = rollout.events.length;
    rollout.deployWell('rooms:2');
    expect(rollout.events.slice(before)).toEqual([
      expect.stringMatching(/^has started 1 tasks/),
      `registered 1 targets in ${group}`,
      expect.stringMatching(new RegExp(`^has stopped 1 running tasks: \\(task ${taskId}\\)\\.$`)),
      `deregistered 1 targets in ${group}`,
      `(service rooms, taskSet ${first.id}) has begun draining connections on 1 tasks.`,
      `(deployment ${rollout.primary.id}) deployment completed.`,
      'has reached a steady state.',
    ]);
  });

  it('keeps the newest 100', () => {
    const rollout = new Rollout({ balanced: true, desiredCount: 1 });
    for (let revision = 1; revision <= 20; revision += 1) rollout.deployWell(`rooms:${revision}`);
    expect(rollout.service.events).toHaveLength(100);
    expect(rollout.events.at(-1)).toBe('has reached a steady state.');
  });
});

describe('row "failure events"', () => {
  it('tells a failed deployment and its rollback', () => {
    const configuration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
    const rollout = new Rollout({ balanced: true, desiredCount: 1, configuration });
    const first = rollout.deployWell('rooms:1');
    const second = rollout.deploy('rooms:2');
    const before = rollout.events.length;
    for (let round = 0; round < 3; round += 1) {
      rollout.advance(60_000);
      rollout.runAll();
      rollout.failChecks(second.id);
      rollout.endStopping();
    }
    expect(rollout.events.slice(before)).toEqual(
      expect.arrayContaining([
        `(port 8000) is unhealthy in ${group} due to (reason Health checks failed).`,
        `(deployment ${second.id}) deployment failed: tasks failed to start.`,
        `rolling back to deployment ${first.id}.`,
      ]),
    );
  });
});
