import { afterCheck, type HealthStreak, unchecked } from './health-streak';

const check = { retries: 3, startPeriodSeconds: 10 };

/** Health after checks at so many seconds each, all of them failed unless they are in `passed`. */
const after = (ages: number[], passed: number[] = []) =>
  ages.reduce<HealthStreak>((streak, age) => afterCheck(streak, passed.includes(age), age, check), unchecked).health;

test('is starting until a check passes, or as many have failed in a row as may be tried', () => {
  expect(after([])).toBe('starting');
  expect(after([11, 12])).toBe('starting');
  expect(after([11], [11])).toBe('healthy');
  expect(after([11, 12, 13])).toBe('unhealthy');
});

test('stays healthy until as many have failed in a row as may be tried', () => {
  expect(after([11, 12, 13], [11])).toBe('healthy');
  expect(after([11, 12, 13, 14], [11])).toBe('unhealthy');
  expect(after([11, 12, 13, 14, 15], [11, 13])).toBe('healthy');
});

test('becomes healthy again with one check that passes', () => {
  expect(after([11, 12, 13, 14], [14])).toBe('healthy');
});

test('failures within the start period count for nothing, unless a check has passed', () => {
  expect(after([1, 2, 3, 4, 9])).toBe('starting');
  expect(after([1, 2, 3, 4, 11, 12])).toBe('starting');
  expect(after([1, 2, 3, 4], [1])).toBe('unhealthy');
});
