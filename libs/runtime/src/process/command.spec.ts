import { changesOf, checkCommandOf, environmentOf } from './command';

const host = '127.0.0.2';
const paths = (environment: Record<string, string>) => environment['PATH']?.split(':') ?? [];

test('finds this Node first, then what the image says', () => {
  const environment = environmentOf({ Env: ['PATH=/app/bin'] }, { environment: {} }, { host, ports: new Map() });
  expect(paths(environment).slice(-1)).toEqual(['/app/bin']);
  expect(process.execPath.startsWith(paths(environment)[0] ?? '-')).toBe(true);
});

test('has only what image and container say, and the path', () => {
  expect(
    Object.keys(
      environmentOf({ Env: ['A=1=2', 'EMPTY'] }, { environment: { B: '' } }, { host, ports: new Map() }),
    ).sort(),
  ).toEqual(['A', 'B', 'EMPTY', 'PATH']);
});

test('PORT follows the declared port that it names', () => {
  const ports = new Map([
    [3000, 20_001],
    [9090, 20_002],
  ]);
  expect(environmentOf({ Env: ['PORT=9090'] }, { environment: {} }, { host, ports })).toMatchObject({
    PORT: '20002',
    HOST: host,
  });
  expect(environmentOf({}, { environment: { PORT: '4000' } }, { host, ports })).toMatchObject({ PORT: '4000' });
});

test('PORT is the first declared port where nobody says', () => {
  expect(environmentOf({}, { environment: {} }, { host, ports: new Map([[3000, 20_001]]) })).toMatchObject({
    PORT: '20001',
  });
});

describe('HOST', () => {
  const place = { host, ports: new Map([[3000, 20_001]]) };

  test.each([[undefined], [''], ['0.0.0.0'], ['::']])('is where the container is reached if %p is declared', (HOST) => {
    const environment: Record<string, string> = HOST === undefined ? {} : { HOST };
    expect(environmentOf({}, { environment }, place)).toMatchObject({ HOST: host });
  });

  test.each([['127.0.0.1'], ['localhost'], ['::1'], ['10.0.0.5']])('stays if %p is declared', (HOST) => {
    expect(environmentOf({ Env: [`HOST=${HOST}`] }, { environment: {} }, place)).toMatchObject({ HOST });
  });

  test('stays as it is declared, or unset, if that is wanted', () => {
    expect(environmentOf({}, { environment: {}, hostAsDeclared: true }, place)).not.toHaveProperty('HOST');
    const environment = { HOST: '0.0.0.0' };
    expect(environmentOf({}, { environment, hostAsDeclared: true }, place)).toMatchObject({ HOST: '0.0.0.0' });
  });
});

test('says which of PORT and HOST are not as declared', () => {
  const given = { PORT: '20001', HOST: host };
  expect(changesOf({ Env: ['PORT=3000'] }, {}, given)).toBe('PORT=20001 in place of 3000, HOST=127.0.0.2');
  expect(changesOf({ Env: ['PORT=3000'] }, { PORT: '4000', HOST: host }, given)).toBe('PORT=20001 in place of 4000');
  expect(changesOf({}, given, given)).toBeUndefined();
});

describe('a health check', () => {
  const image = { config: { WorkingDir: '/app' }, root: '/images/1/root' };
  const place = { host, ports: new Map([[3000, 20_001]]) };

  test('asks a declared port of the loopback where it really is, and no other', () => {
    const urls = ['http://localhost:3000/', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'http://localhost:3001'];
    expect(checkCommandOf(image, ['CMD', 'node', ...urls], place).args).toEqual([
      'http://127.0.0.2:20001/',
      'http://127.0.0.2:20001',
      'http://127.0.0.2:20001',
      'http://localhost:3001',
    ]);
  });

  test('goes to the shell of this machine as one line', () => {
    expect(checkCommandOf(image, ['CMD-SHELL', 'curl -f http://localhost:3000/ || exit 1'], place)).toEqual({
      file: '/bin/sh',
      args: ['-c', 'curl -f http://127.0.0.2:20001/ || exit 1'],
      cwd: '/images/1/root/app',
    });
  });
});
