import { environmentOf } from './command';

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
