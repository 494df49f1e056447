import { exitOf, stopSignalOf } from './signals';

test.each([
  [undefined, 'SIGTERM'],
  ['', 'SIGTERM'],
  ['SIGQUIT', 'SIGQUIT'],
  ['int', 'SIGINT'],
  ['3', 'SIGQUIT'],
  ['SIGNONSENSE', 'SIGTERM'],
])('the stop signal %p is %s', (text, signal) => {
  expect(stopSignalOf(text)).toBe(signal);
});

test('an exit by a signal has the code that a shell gives it', () => {
  expect(exitOf(null, 'SIGKILL')).toEqual({ code: 137, signal: 'SIGKILL', outOfMemory: false });
  expect(exitOf(3, null)).toEqual({ code: 3, outOfMemory: false });
});
