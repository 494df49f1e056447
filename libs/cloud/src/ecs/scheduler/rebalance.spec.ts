import { type TaskObservation } from '.';
import { Rollout } from '../testing/rollout';

const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const id = '[0-9a-f]{32}';

/** A steady service with tasks in these zones. */
function steadyIn(places: string[], options: ConstructorParameters<typeof Rollout>[0] = {}): Rollout {
  const rollout = new Rollout({ balanced: true, desiredCount: places.length, zones: zones.length, ...options });
  rollout.deployWell('rooms:1');
  const tasks: TaskObservation[] = rollout.live();
  places.forEach((zone, index) => Object.assign(tasks[index] ?? {}, { availabilityZone: `us-east-1${zone}` }));
  return rollout;
}

const spread = (rollout: Rollout) =>
  zones.map((zone) => rollout.live().filter(({ availabilityZone }) => availabilityZone === zone).length);

describe('the tasks of a service with availabilityZoneRebalancing', () => {
  it('are moved from the fullest zone to the emptiest: started first, stopped when those are healthy', () => {
    const rollout = steadyIn(['a', 'a', 'a', 'b', 'c']);
    const before = rollout.events.length;
    rollout.step();
    expect(spread(rollout)).toEqual([3, 2, 1]);
    rollout.runAll();
    expect(spread(rollout)).toEqual([3, 2, 1]);
    rollout.healAll();
    expect(spread(rollout)).toEqual([2, 2, 1]);
    rollout.endStopping();
    const group = expect.stringMatching(/^deregistered 1 targets in/) as string;
    expect(rollout.events.slice(before)).toEqual([
      'is not AZ balanced with 3 tasks in us-east-1a, 1 tasks in us-east-1b, 1 tasks in us-east-1c. AZ Rebalancing in progress.',
      expect.stringMatching(new RegExp(`^has started 1 tasks in us-east-1b to AZ Rebalance: \\(task ${id}\\)\\.$`)),
      expect.stringMatching(/^registered 1 targets in/),
      expect.stringMatching(
        new RegExp(`^has stopped 1 running tasks in us-east-1a due to AZ rebalancing: \\(task ${id}\\)\\.$`),
      ),
      group,
      expect.stringMatching(/has begun draining connections on 1 tasks\.$/),
      'has reached a steady state.',
      'is AZ balanced with 2 tasks in us-east-1a, 2 tasks in us-east-1b, 1 tasks in us-east-1c.',
    ]);
    expect(rollout.service.rebalancing).toBeUndefined();
  });

  it('are moved several at once, and no more than the ceiling has room for', () => {
    const whole = steadyIn(['a', 'a', 'a', 'a', 'a', 'a']);
    whole.step();
    expect(spread(whole)).toEqual([6, 2, 2]);
    whole.runAll();
    whole.healAll();
    expect(spread(whole)).toEqual([2, 2, 2]);
    const tight = steadyIn(['a', 'a', 'a', 'a', 'a', 'a'], { configuration: { maximumPercent: 120 } });
    tight.step();
    expect(tight.live()).toHaveLength(7);
    for (let round = 0; round < 20; round += 1) {
      tight.runAll();
      tight.healAll();
      tight.endStopping();
      expect(tight.live().length).toBeLessThanOrEqual(7);
    }
    expect(spread(tight)).toEqual([2, 2, 2]);
  });

  it('stay where they are while no zone has two more than another, and where it is DISABLED', () => {
    const even = steadyIn(['a', 'a', 'b', 'c']);
    even.step();
    expect(spread(even)).toEqual([2, 1, 1]);
    const disabled = steadyIn(['a', 'a', 'a']);
    disabled.service.shown.availabilityZoneRebalancing = 'DISABLED';
    disabled.step();
    expect(spread(disabled)).toEqual([3, 0, 0]);
  });

  it('are moved again where what was started died, once the throttle lets it', () => {
    const rollout = steadyIn(['a', 'a', 'a']);
    rollout.step();
    const started = rollout.live().filter(({ lastStatus }) => lastStatus === 'PROVISIONING');
    expect(started).toHaveLength(2);
    for (const { taskArn } of started) rollout.end(taskArn, { code: 'TaskFailedToStart', reason: 'no room' });
    for (let round = 0; round < 10; round += 1) {
      rollout.advance(60_000);
      rollout.runAll();
      rollout.healAll();
      rollout.endStopping();
    }
    expect(spread(rollout)).toEqual([1, 1, 1]);
  });

  it('wait for a deployment that begins meanwhile', () => {
    const rollout = steadyIn(['a', 'a', 'a']);
    rollout.step();
    const { id: second } = rollout.deployWell('rooms:2');
    expect(rollout.service.rebalancing).toBeUndefined();
    expect(rollout.live().map(({ deploymentId }) => deploymentId)).toEqual([second, second, second]);
  });

  it('are taken from the fullest zone where there are fewer to be', () => {
    const rollout = steadyIn(['a', 'b', 'c', 'a']);
    rollout.service.desiredCount = 3;
    rollout.step();
    expect(spread(rollout)).toEqual([1, 1, 1]);
  });
});
