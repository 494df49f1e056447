import { closureOf } from './closure';
import { type LockEntry } from './lockfile';
import { errorOf } from '../testing/error-of';
import { placePackages } from './placement';

const place = (entries: Record<string, LockEntry>) =>
  placePackages(closureOf(new Map(Object.entries(entries)), 'apps/a', { os: 'linux', cpu: 'x64', libc: 'glibc' }));

const link = (resolved: string): LockEntry => ({ link: true, resolved });

describe('where packages go in an image', () => {
  it('keeps the workspace’s packages apart from those of the service, which come first for its code', () => {
    const placed = place({
      'apps/a': { dependencies: { x: '2', y: '1' } },
      'apps/a/node_modules/x': { version: '2.0.0' },
      'node_modules/x': { version: '1.0.0' },
      'node_modules/y': { version: '1.0.0', dependencies: { x: '1' } },
    });
    expect(placed.map(({ version, imagePath }) => `${imagePath} ${version}`)).toEqual([
      'app/apps/a/node_modules/x 2.0.0',
      'app/node_modules/x 1.0.0',
      'app/node_modules/y 1.0.0',
    ]);
  });

  it('treats the packages of a bundled library as the service’s own, for they are one file', () => {
    const placed = place({
      'apps/a': { dependencies: { '@w/lib': '*' } },
      'node_modules/@w/lib': link('libs/lib'),
      'libs/lib': { dependencies: { x: '2' } },
      'libs/lib/node_modules/x': { version: '2.0.0', dependencies: { y: '2' } },
      'libs/lib/node_modules/y': { version: '2.0.0' },
      'node_modules/y': { version: '1.0.0' },
    });
    expect(placed.map(({ imagePath }) => imagePath)).toEqual([
      'app/apps/a/node_modules/x',
      'app/apps/a/node_modules/y',
    ]);
  });

  it.each([
    ['a library and the service', { 'node_modules/x': { version: '1.0.0' } }],
    ['both below their own folders', { 'apps/a/node_modules/x': { version: '1.0.0' } }],
  ])('refuses two versions of a package in one bundle: %s', (_, own) => {
    const entries = {
      'apps/a': { dependencies: { '@w/lib': '*', x: '1' } },
      'node_modules/@w/lib': link('libs/lib'),
      'libs/lib': { dependencies: { x: '2' } },
      'libs/lib/node_modules/x': { version: '2.0.0' },
      ...own,
    };
    expect(errorOf(() => place(entries))).toMatchObject({
      code: 'LS2005',
      what: 'the bundle would need more than one version of x',
    });
  });

  it('refuses a package that would get another package’s copy of a dependency', () => {
    const entries = {
      'apps/a': { dependencies: { '@w/lib': '*', y: '1' } },
      'apps/a/node_modules/y': { version: '1.0.0' },
      'node_modules/@w/lib': link('libs/lib'),
      'libs/lib': { dependencies: { x: '2' } },
      'libs/lib/node_modules/x': { version: '2.0.0', dependencies: { y: '2' } },
      'node_modules/y': { version: '2.0.0' },
    };
    expect(errorOf(() => place(entries))).toMatchObject({ code: 'LS2005' });
  });
});
