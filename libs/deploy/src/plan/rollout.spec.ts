import { desiredRooms, desiredWorker } from '../testing/rooms';
import { forecastOf } from './rollout';

const forecast = (rollout: object, count: number, isNew = false) =>
  forecastOf(
    desiredRooms({
      rollout: { drainSeconds: 30, stopSeconds: 20, bakeSeconds: 0, ...rollout },
      health: { graceSeconds: 15 },
    }),
    count,
    isNew,
  );

test('all at once: as many more start, then the old ones drain', () => {
  expect(forecast({}, 2)).toEqual({ tasks: 2, floor: 2, ceiling: 4, leastSeconds: 40, mostSeconds: 35 + 50 });
});

test('a lower ceiling makes it go in waves', () => {
  const settings = { minimumHealthyPercent: 100, maximumPercent: 150 };
  expect(forecast(settings, 4)).toMatchObject({ floor: 4, ceiling: 6, leastSeconds: 50, mostSeconds: 2 * (35 + 50) });
});

test('without room above, what runs stops first', () => {
  const settings = { minimumHealthyPercent: 50, maximumPercent: 100 };
  expect(forecast(settings, 3)).toMatchObject({ floor: 2, ceiling: 3, mostSeconds: 3 * (35 + 50) });
});

test('a new service starts at once, and drains nothing', () => {
  expect(forecast({}, 2, true)).toEqual({ tasks: 2, floor: 0, ceiling: 2, leastSeconds: 10, mostSeconds: 35 });
});

test('a service without tasks takes no time', () => {
  expect(forecast({}, 0)).toEqual({ tasks: 0, floor: 0, ceiling: 0, leastSeconds: 0, mostSeconds: 0 });
});

test('a completed rollout is watched for rollout.bakeSeconds more', () => {
  expect(forecast({ bakeSeconds: 15 }, 2)).toMatchObject({ leastSeconds: 40 + 15, mostSeconds: 35 + 50 + 15 });
});

describe('a worker', () => {
  const rollout = { stopSeconds: 20, bakeSeconds: 0 };
  const timing = { intervalSeconds: 5, timeoutSeconds: 2, retries: 3, startSeconds: 30 };
  const containerHealth = { command: ['CMD', 'node', 'check.js'], ...timing };

  test('without a check starts as long as ECS waits, 40 s', () => {
    const desired = desiredWorker({ rollout });
    expect(forecastOf(desired, 2, true)).toMatchObject({ leastSeconds: 40, mostSeconds: 40 });
    expect(forecastOf(desired, 2, false)).toMatchObject({ leastSeconds: 40, mostSeconds: 40 + 20 });
    const waves = desiredWorker({ rollout: { ...rollout, maximumPercent: 150 } });
    expect(forecastOf(waves, 4, false)).toMatchObject({ leastSeconds: 80, mostSeconds: 2 * (40 + 20) });
  });

  test('with a check starts with its first pass, and is given up after its start time and retries', () => {
    const desired = desiredWorker({ rollout, containerHealth });
    expect(forecastOf(desired, 2, true)).toMatchObject({ leastSeconds: 5, mostSeconds: 30 + 3 * (5 + 2) });
  });

  test('waits for the check of a sidecar too, unless that is not essential', () => {
    const health = { ...containerHealth, intervalSeconds: 60 };
    const sidecars = (essential: boolean) => ({ agent: { image: 'agent', essential, health } });
    const both = desiredWorker({ rollout, containerHealth, sidecars: sidecars(true) });
    expect(forecastOf(both, 2, true)).toMatchObject({ leastSeconds: 60 });
    const own = desiredWorker({ rollout, containerHealth, sidecars: sidecars(false) });
    expect(forecastOf(own, 2, true)).toMatchObject({ leastSeconds: 5 });
  });
});

test('a service with a check in its container waits for that and for its target', () => {
  const containerHealth = { command: ['CMD', 'node'], intervalSeconds: 30, timeoutSeconds: 5, retries: 3 };
  const desired = desiredRooms({ containerHealth, rollout: { bakeSeconds: 0 }, health: { graceSeconds: 15 } });
  expect(forecastOf(desired, 2, true)).toMatchObject({ leastSeconds: 30, mostSeconds: 15 + 3 * 35 });
});

test.each([
  [{ minimumHealthyPercent: 75, maximumPercent: 100 }, 2],
  [{ minimumHealthyPercent: 100, maximumPercent: 125 }, 3],
  [{ minimumHealthyPercent: 1, maximumPercent: 199 }, 1],
])('%j with %i copies can neither start nor stop a task', (settings, copies) => {
  expect(forecast(settings, copies).blocked).toContain(`a floor of ${settings.minimumHealthyPercent} %`);
});

test('what is stuck with few copies goes with more', () => {
  expect(forecast({ minimumHealthyPercent: 75, maximumPercent: 100 }, 4).blocked).toBeUndefined();
});
