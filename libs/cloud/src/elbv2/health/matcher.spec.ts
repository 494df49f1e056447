import { isMatcher, matches } from './matcher';

describe('a matcher', () => {
  it.each([
    ['200', 200, true],
    ['200', 204, false],
    ['200-299', 204, true],
    ['200-299', 300, false],
    ['200,202', 202, true],
    ['200,300-302', 301, true],
  ])('%s takes %d: %s', (matcher, status, expected) => {
    expect(matches(matcher, status)).toBe(expected);
  });

  it.each(['', '20', '200-', '200;201', 'ok'])('is not %j', (text) => {
    expect(isMatcher(text)).toBe(false);
  });
});
