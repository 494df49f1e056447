import { configError, nearest, readWith } from './problems';
import { serviceSchema } from './service';

const problems = (input: unknown) => readWith('apps/rooms/service.json', serviceSchema, input).problems;

const valid = { kind: 'http', route: { paths: ['/rooms'] } };

describe('problems of a file', () => {
  test('a misspelt field names the nearest one', () => {
    expect(problems({ ...valid, halth: {} })).toEqual([
      { file: 'apps/rooms/service.json', path: 'halth', message: 'not a known field; did you mean health?' },
    ]);
  });

  test('a misspelt field inside an object is looked up among the fields of that object', () => {
    expect(problems({ ...valid, rollout: { drainSecond: 3 } })[0]).toMatchObject({
      path: 'rollout.drainSecond',
      message: 'not a known field; did you mean drainSeconds?',
    });
  });

  test('a field that is like none lists what is allowed', () => {
    expect(problems({ ...valid, copies: { zzzzzzzz: 1, min: 2 } })[0]?.message).toContain('expected one of min');
  });

  test('all problems are found at once', () => {
    const paths = problems({ kind: 'http', port: 0, route: { paths: [] } }).map(({ path }) => path);
    expect(paths).toEqual(['port', 'route.paths']);
  });

  const six = {
    port: 0,
    route: { paths: ['rooms'] },
    health: { codes: 'ok' },
    cpu: 1,
    halth: {},
    copies: { min: -1 },
  };
  const paths = ['kind', 'port', 'route.paths.0', 'health.codes', 'cpu', 'copies.min', 'halth'];

  test.each([
    ['is misspelt', { kind: 'htp', ...six }, paths],
    ['is missing', six, paths],
    ['is no text', { kind: 1, ...six }, paths],
    ['is of no known kind', { kind: 'cron', queue: { attempts: 0 } }, ['kind', 'queue.attempts']],
  ])('a kind that %s hides no other problem', (_how, input, expected) => {
    expect(problems(input).map(({ path }) => path)).toEqual(expected);
  });

  test.each([
    ['wildcards', { path: ['/a/*/*/*', '/b/*/*/*'], paths: ['/a/*/*/*', '/b/*/*/*'] }, 'at most five wildcards'],
    ['conditions', { paths: ['/a', '/b', '/c'], hosts: ['a', 'b', 'c d'] }, 'at most five paths and hosts'],
  ])('too many %s of a route are found beside another mistake in it', (_what, route, message) => {
    const found = problems({ kind: 'http', route });
    expect(found).toHaveLength(2);
    expect(found.map((problem) => problem.message)).toContainEqual(expect.stringContaining(message));
  });

  test('a mount over the code of the image is found beside a misspelt field', () => {
    const override = { container: { privilegd: true, mountPoints: [{ containerPath: '/app' }] } };
    expect(problems({ ...valid, override }).map(({ path }) => path)).toEqual([
      'override.container.privilegd',
      'override.container.mountPoints',
    ]);
  });

  test('what another kind has is no field of this one', () => {
    expect(problems({ kind: 'worker', route: { paths: ['/rooms'] } })).toMatchObject([
      { path: 'route', message: 'not a field of this kind' },
    ]);
  });

  test('the error lists each with file and path', () => {
    const error = configError('LS1001', problems({ ...valid, port: 70_000, cpu: 3 }));
    expect(error.what).toBe('apps/rooms/service.json: 2 problems');
    expect(error.why).toMatch(/apps\/rooms\/service\.json port: .*65535/);
  });
});

describe('the nearest name', () => {
  test.each([
    ['stagging', 'staging'],
    ['prod', undefined],
    ['Local', 'local'],
  ])('%s', (name, expected) => {
    expect(nearest(name, ['local', 'staging', 'production'])).toBe(expected);
  });
});
