import { Rollout } from '../testing/rollout';
import { ceilingOf, floorOf } from './scale';

/** Numbers between 0 and 1 that look random and are the same in each run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Does something that may happen to any service at any time. */
function disturb(rollout: Rollout, random: () => number): void {
  const live = rollout.live();
  const task = live[Math.floor(random() * live.length)];
  const dice = random();
  if (dice < 0.1) rollout.deploy(`rooms:${Math.floor(random() * 100)}`);
  else if (dice < 0.2) rollout.service.desiredCount = Math.floor(random() * 6);
  else if (dice < 0.3 && task) rollout.end(task.taskArn, { code: 'EssentialContainerExited', reason: 'crashed' });
  else if (dice < 0.4 && task?.targets.length) rollout.failCheck(task.taskArn);
  else if (dice < 0.6) rollout.runAll();
  else if (dice < 0.7 && task) rollout.heal(task.taskArn);
  else if (dice < 0.8) rollout.healAll();
  else rollout.endStopping();
  rollout.advance(Math.floor(random() * 5000));
}

const isServing = (task: { lastStatus: string; targets: { state: string }[] }): boolean =>
  task.lastStatus === 'RUNNING' && task.targets.every(({ state }) => state === 'healthy');

describe('whatever happens to a service', () => {
  it.each(Array.from({ length: 20 }, (_, index) => index + 1))('it settles in the end (seed %i)', (seed) => {
    const random = randomNumbers(seed);
    const rollout = new Rollout({
      desiredCount: 3,
      balanced: true,
      configuration: {
        minimumHealthyPercent: [0, 50, 100][seed % 3],
        maximumPercent: [150, 200][seed % 2],
        deploymentCircuitBreaker: { enable: seed % 4 !== 0, rollback: seed % 4 !== 1 },
      },
    });
    rollout.deploy('rooms:1');
    for (let round = 0; round < 150; round += 1) {
      disturb(rollout, random);
      expect(rollout.service.deployments.filter(({ status }) => status === 'PRIMARY')).toHaveLength(1);
    }
    rollout.service.desiredCount = 3;
    const { id } = rollout.deployWell('rooms:last');
    expect(rollout.live().map(({ deploymentId }) => deploymentId)).toEqual([id, id, id]);
  });

  it.each(Array.from({ length: 20 }, (_, index) => index + 1))(
    'a rollout alone keeps the floor and the ceiling (seed %i)',
    (seed) => {
      const random = randomNumbers(seed);
      const rollout = new Rollout({
        desiredCount: 1 + (seed % 7),
        balanced: true,
        configuration: { minimumHealthyPercent: [0, 50, 100][seed % 3], maximumPercent: [150, 200][seed % 2] },
      });
      rollout.deployWell('rooms:1');
      rollout.deploy('rooms:2');
      for (let round = 0; round < 100; round += 1) {
        const [task] = rollout.live(rollout.primary.id).filter((other) => other.targets[0]?.state === 'initial');
        if (random() < 0.3) rollout.runAll();
        else if (random() < 0.6 && task) rollout.heal(task.taskArn);
        else rollout.endStopping();
        expect(rollout.live().length).toBeLessThanOrEqual(ceilingOf(rollout.service));
        expect(rollout.live().filter(isServing).length).toBeGreaterThanOrEqual(floorOf(rollout.service));
      }
    },
  );
});
