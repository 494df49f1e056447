import { parsePattern } from './parse-pattern';

const fits = (pattern: string, message: string | object): boolean =>
  parsePattern(pattern)(typeof message === 'string' ? message : JSON.stringify(message));

describe('a filter pattern of terms', () => {
  test.each([
    ['', 'anything', true],
    ['ERROR', '[ERROR 400] BAD REQUEST', true],
    ['ERROR', '[error 400]', false],
    ['ERROR REQUEST', '[ERROR 400] BAD REQUEST', true],
    ['ERROR REQUEST', '[ERROR 400]', false],
    ['?ERROR ?WARN', 'WARN: low', true],
    ['?ERROR ?WARN', 'INFO: fine', false],
    ['WARN ?ERROR', 'WARN: low', true],
    ['ERROR -PERMISSIONS', 'ERROR no PERMISSIONS', false],
    ['ERROR -PERMISSIONS', 'ERROR no space', true],
    ['"BAD REQUEST"', '[ERROR 400] BAD REQUEST', true],
    ['"BAD REQUEST"', 'REQUEST BAD', false],
    ['-"/health"', 'GET /health', false],
    ['"say \\"hi\\""', 'they say "hi"', true],
  ])('%s: %s', (pattern, message, expected) => {
    expect(fits(pattern, message)).toBe(expected);
  });
});

describe('a filter pattern of JSON properties', () => {
  const line = {
    level: 'error',
    status: 503,
    took: 1.5,
    user: { id: null, name: 'Ann Lee' },
    tags: ['a', 'b'],
    ok: false,
  };

  test.each([
    ['{ $.level = "error" }', true],
    ['{ $.level = error }', true],
    ['{ $.level = "warn" }', false],
    ['{ $.level != "warn" }', true],
    ['{ $.level = "err*" }', true],
    ['{ $.user.name = "*n L*e" }', true],
    ['{ $.user.name = "*x*" }', false],
    ['{ $.status >= 500 && $.status < 600 }', true],
    ['{ $.status = 5* }', true],
    ['{ $.took > 1.5 }', false],
    ['{ $.took = 15e-1 }', true],
    ['{ $.level = "warn" || ($.status = 503 && $.ok IS FALSE) }', true],
    ['{ ($.level = "warn" || $.status = 503) && $.ok IS TRUE }', false],
    ['{ $.user.id IS NULL }', true],
    ['{ $.user.email NOT EXISTS }', true],
    ['{ $.user.name EXISTS }', true],
    ['{ $.user.email != "x" }', false],
    ['{ $.tags[1] = "b" && $[\'level\'] = "error" }', true],
    ['{$.constructor EXISTS}', false],
  ])('%s', (pattern, expected) => {
    expect(fits(pattern, line)).toBe(expected);
  });

  test('a message that is no JSON object does not fit', () => {
    expect(fits('{ $.level NOT EXISTS }', 'plain text')).toBe(false);
    expect(fits('{ $.level NOT EXISTS }', '{broken')).toBe(false);
  });

  test.each([
    ['{ $.user.name = %^Ann\\s% }', true],
    ['{ $.user.name != %^Ann\\s% }', false],
    ['{ $.status = %^5\\d{2}$% }', true],
    ['{ $.ok = %false% }', false],
  ])('%s', (pattern, expected) => {
    expect(fits(pattern, line)).toBe(expected);
  });

  test.each([
    ['{ $.tags[*] = "b" }', true],
    ['{ $.tags[*] = "c" }', false],
    ['{ $.tags[*] != "a" }', true],
    ['{ $.tags[*].name EXISTS }', false],
    ['{ $.level[*] NOT EXISTS }', true],
  ])('of any element of a list: %s', (pattern, expected) => {
    expect(fits(pattern, line)).toBe(expected);
  });

  test.each([
    '{ $.a }',
    '{ $.a = }',
    '{ $.a = 1',
    '{ $.a = 1 } x',
    '{ a = 1 }',
    '{ ($.a = 1 }',
    '{ $.a IS MAYBE }',
    '?',
  ])('what cannot be read is refused: %s', (pattern) => {
    expect(() => parsePattern(pattern)).toThrow('Invalid filter pattern');
  });
});

describe('a regular expression', () => {
  test.each([
    ['%AUTHORIZED%', '[ERROR 401] UNAUTHORIZED REQUEST', true],
    ['%[Ee]rror|[Ff]ail%', 'it Failed', true],
    ['%^[hc]at%', 'the cat', false],
    ['%colou?r$%', 'my color', true],
    ['%\\d{1,3}\\.\\d{1,3}%', 'from 10.1', true],
    ['%\\[ERROR\\]%', '[ERROR] x', true],
  ])('%s: %s', (pattern, message, expected) => {
    expect(fits(pattern, message)).toBe(expected);
  });

  test.each(['%something!%', '%(a)%', '%[%', '%a', '%%', '%é%'])('%s is refused', (pattern) => {
    expect(() => parsePattern(pattern)).toThrow('Invalid filter pattern');
  });
});

describe('a filter pattern of fields', () => {
  const line = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

  test.each([
    ['[ip, id, user, time, request, status, size]', true],
    ['[ip, id, user, time, request, status]', false],
    ['[..., status, size]', true],
    ['[ip, ...]', true],
    ['[ip, ..., status = 4*, size]', true],
    ['[..., status = 5*, size]', false],
    ['[..., status = 404 || status = 410, size]', true],
    ['[..., status > 400 && status < 404, size]', false],
    ['[..., request = "*html*", status, size > 1000]', true],
    ['[..., request = *html*, status, size]', true],
    ['[ip != 127.0.0.1, ...]', false],
    ['[ip = %^127\\.%, id, user = %f.*k%, ...]', true],
    ['[a, b, c, d, e, f, ..., g, h]', false],
  ])('%s', (pattern, expected) => {
    expect(fits(pattern, line)).toBe(expected);
  });

  test.each(['[a, b', '[a = ]', '[..., a, ...]', '[a == 1]x', '[]'])(
    'what cannot be read is refused: %s',
    (pattern) => {
      expect(() => parsePattern(pattern)).toThrow('Invalid filter pattern');
    },
  );
});
