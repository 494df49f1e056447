import { desiredRooms } from '../testing/rooms';
import { forecastOf } from './rollout';

const forecast = (rollout: object, count: number, isNew = false) =>
  forecastOf(
    desiredRooms({ rollout: { drainSeconds: 30, stopSeconds: 20, ...rollout }, health: { graceSeconds: 15 } }),
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
