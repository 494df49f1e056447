import { configError, nearest, problemsOf } from './problems';
import { serviceSchema } from './service';

const problems = (input: unknown) => {
  const result = serviceSchema.safeParse(input);
  return result.success ? [] : problemsOf('apps/rooms/service.json', serviceSchema, result.error);
};

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

  test('of an unknown kind nothing else can be said', () => {
    expect(problems({ kind: 'htp', port: 0 })).toEqual([
      { file: 'apps/rooms/service.json', path: 'kind', message: 'expected http or worker' },
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
