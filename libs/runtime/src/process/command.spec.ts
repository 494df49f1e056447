import { checkCommandOf, environmentOf } from './command';

const paths = (environment: Record<string, string>) => environment['PATH']?.split(':') ?? [];

test('finds this Node first, then what the image says', () => {
  const environment = environmentOf({ Env: ['PATH=/app/bin'] }, {}, new Map());
  expect(paths(environment).slice(-1)).toEqual(['/app/bin']);
  expect(process.execPath.startsWith(paths(environment)[0] ?? '-')).toBe(true);
});

test('has only what image and container say, and the path', () => {
  expect(Object.keys(environmentOf({ Env: ['A=1=2', 'EMPTY'] }, { B: '' }, new Map())).sort()).toEqual([
    'A',
    'B',
    'EMPTY',
    'PATH',
  ]);
});

test('PORT follows the declared port that it names', () => {
  const ports = new Map([
    [3000, 20_001],
    [9090, 20_002],
  ]);
  expect(environmentOf({ Env: ['PORT=9090'] }, {}, ports)).toMatchObject({ PORT: '20002', HOST: '127.0.0.1' });
  expect(environmentOf({}, { PORT: '4000' }, ports)).toMatchObject({ PORT: '4000' });
});

test('PORT is the first declared port where nobody says', () => {
  expect(environmentOf({}, {}, new Map([[3000, 20_001]]))).toMatchObject({ PORT: '20001' });
});

describe('a health check', () => {
  const image = { config: { WorkingDir: '/app' }, root: '/images/1/root' };
  const ports = new Map([[3000, 20_001]]);

  test('asks a declared port of the loopback where it really is, and no other', () => {
    const urls = ['http://localhost:3000/', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'http://localhost:3001'];
    expect(checkCommandOf(image, ['CMD', 'node', ...urls], ports).args).toEqual([
      'http://127.0.0.1:20001/',
      'http://127.0.0.1:20001',
      'http://127.0.0.1:20001',
      'http://localhost:3001',
    ]);
  });

  test('goes to the shell of this machine as one line', () => {
    expect(checkCommandOf(image, ['CMD-SHELL', 'curl -f http://localhost:3000/ || exit 1'], ports)).toEqual({
      file: '/bin/sh',
      args: ['-c', 'curl -f http://127.0.0.1:20001/ || exit 1'],
      cwd: '/images/1/root/app',
    });
  });
});
