import { priorityOf, priorityRange } from './priority';

const none = new Set<number>();
const rooms = ['/api/v1/rooms', '/api/v1/rooms/*'];
const messages = ['/api/v1/rooms/*/messages', '/api/v1/rooms/*/messages/*'];

test.each([
  ['a longer path before a shorter one with the same start', messages, rooms],
  ['any path before a rule that takes all', rooms, ['/*']],
  ['an exact path before the same with a wildcard', ['/api/v1/rooms'], ['/api/v1/rooms*']],
  ['a single wildcard before none at all of the same length less one', ['/ab*'], ['/a*']],
])('%s', (_what, earlier, later) => {
  expect(priorityRange(earlier).last).toBeLessThan(priorityRange(later).first);
});

test('a rule that names hosts goes before every rule that names none, and by its paths among its like', () => {
  const all = priorityRange(['/*'], ['admin.example.com']);
  expect(all.last).toBeLessThan(priorityRange(['/'.padEnd(128, 'x')]).first);
  expect(priorityRange(rooms, ['admin.example.com']).last).toBeLessThan(all.first);
});

test('priorities lie within what a listener takes', () => {
  expect(priorityRange(['/'.padEnd(128, 'x')], ['rooms.example.com']).first).toBeGreaterThan(0);
  expect(priorityRange(['*']).last).toBeLessThanOrEqual(50_000);
});

test('the same service has the same priority every time', () => {
  expect(priorityOf('rooms', rooms, none)).toBe(priorityOf('rooms', rooms, none));
});

test('a priority that another rule has gives way to the next that is free', () => {
  const wanted = priorityOf('rooms', rooms, none);
  const { first, last } = priorityRange(rooms);
  const got = priorityOf('rooms', rooms, new Set([wanted]));
  expect(got).toBe(wanted === last ? first : wanted + 1);
});

test('a rule keeps a priority that fits, and loses one that does not', () => {
  const { first } = priorityRange(rooms);
  expect(priorityOf('rooms', rooms, none, first + 3)).toBe(first + 3);
  expect(priorityOf('rooms', rooms, none, 1)).toBe(priorityOf('rooms', rooms, none));
});
