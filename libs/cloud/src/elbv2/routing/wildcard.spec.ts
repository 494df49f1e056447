import { wildcard } from './wildcard';

describe('wildcard', () => {
  const exact = { caseSensitive: true };

  it.each([
    ['/img/*', '/img/', true],
    ['/img/*', '/img/a/b.png', true],
    ['/img/*', '/img', false],
    ['/img/*/pics', '/img/2026/pics', true],
    ['*', '', true],
    ['**.png', 'a.png', true],
    ['/rooms/?', '/rooms/1', true],
    ['/rooms/?', '/rooms/', false],
    ['/rooms/?', '/rooms/12', false],
    ['/a.b', '/axb', false],
    ['/a+(b)|c$', '/a+(b)|c$', true],
    ['/rooms', '/ROOMS', false],
    ['/rooms', '/rooms/1', false],
  ])('%s against %s: %s', (pattern, text, expected) => {
    expect(wildcard(pattern, exact).test(text)).toBe(expected);
  });

  it('can disregard case', () => {
    expect(wildcard('*.Example.com', { caseSensitive: false }).test('API.example.COM')).toBe(true);
  });

  it('takes a backslash for an escape only where asked to', () => {
    expect(wildcard('a\\*', { caseSensitive: false, escapes: true }).test('a*')).toBe(true);
    expect(wildcard('a\\*', { caseSensitive: false, escapes: true }).test('ab')).toBe(false);
    expect(wildcard('a\\*', { caseSensitive: false }).test('a\\b')).toBe(true);
  });
});
