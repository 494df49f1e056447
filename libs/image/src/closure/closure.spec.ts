import Arborist from '@npmcli/arborist';
import { join } from 'node:path';
import { readServices } from '@longshore/model';
import { closureOf } from './closure';
import { errorOf } from '../testing/error-of';
import { type LockEntry, readLockfile } from './lockfile';

const linux = { os: 'linux', cpu: 'x64', libc: 'glibc' };

const closureIn = (entries: Record<string, LockEntry>) => closureOf(new Map(Object.entries(entries)), 'apps/a', linux);
const pathsIn = (entries: Record<string, LockEntry>) => closureIn(entries).packages.map(({ path }) => path);

describe('the production closure of a service', () => {
  it('has what its packages need in turn, and nothing else of the lockfile', () => {
    const paths = pathsIn({
      'apps/a': { dependencies: { x: '1' } },
      'node_modules/x': { version: '1.0.0', dependencies: { y: '1' } },
      'node_modules/y': { version: '1.0.0' },
      'node_modules/jest': { version: '1.0.0' },
    });
    expect(paths).toEqual(['node_modules/x', 'node_modules/y']);
  });

  it('has the dependencies of the workspace packages that are bundled', () => {
    const { packages, workspacePackages } = closureIn({
      'apps/a': { dependencies: { '@w/lib': '*' } },
      'node_modules/@w/lib': { link: true, resolved: 'libs/lib' },
      'libs/lib': { dependencies: { x: '1' } },
      'node_modules/x': { version: '1.0.0' },
    });
    expect(packages).toEqual([{ path: 'node_modules/x', name: 'x', version: '1.0.0', hasInstallScript: false }]);
    expect(workspacePackages).toEqual(['apps/a', 'libs/lib']);
  });

  it('takes the nearest copy of a package, as Node does', () => {
    const paths = pathsIn({
      'apps/a': { dependencies: { x: '2', y: '1' } },
      'apps/a/node_modules/x': { version: '2.0.0' },
      'node_modules/x': { version: '1.0.0' },
      'node_modules/y': { version: '1.0.0', dependencies: { x: '1', z: '1' } },
      'node_modules/y/node_modules/z': { version: '1.0.0' },
      'node_modules/z': { version: '3.0.0' },
    });
    expect(paths).toEqual([
      'apps/a/node_modules/x',
      'node_modules/x',
      'node_modules/y',
      'node_modules/y/node_modules/z',
    ]);
  });

  it('leaves out optional packages for other platforms, and optional peers', () => {
    const paths = pathsIn({
      'apps/a': { dependencies: { x: '1' } },
      'node_modules/x': {
        version: '1.0.0',
        optionalDependencies: { mac: '1', musl: '1', linux: '1', windowsNot: '1' },
        peerDependencies: { native: '1' },
        peerDependenciesMeta: { native: { optional: true } },
      },
      'node_modules/mac': { version: '1.0.0', os: ['darwin'] },
      'node_modules/musl': { version: '1.0.0', os: ['linux'], libc: ['musl'] },
      'node_modules/linux': { version: '1.0.0', os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
      'node_modules/windowsNot': { version: '1.0.0', os: ['!win32'] },
      'node_modules/native': { version: '1.0.0' },
    });
    expect(paths).toEqual(['node_modules/linux', 'node_modules/windowsNot', 'node_modules/x']);
  });

  it('refuses a dependency that the lockfile lacks', () => {
    expect(errorOf(() => closureIn({ 'apps/a': { dependencies: { x: '1' } } }))).toMatchObject({
      code: 'LS2002',
      what: 'apps/a needs x, which is not in package-lock.json',
    });
  });
});

describe('this workspace', () => {
  const workspace = join(__dirname, '../../../..');

  it.each(readServices(workspace).map(({ root }) => root))(
    'has the closure that npm itself finds: %s',
    async (root) => {
      const tree = await new Arborist({ path: workspace }).loadVirtual();
      const ours = closureOf(readLockfile(workspace), root, { ...linux, cpu: process.arch });
      expect(ours.packages.map(({ path }) => path)).toEqual(npmClosure(tree, root));
    },
  );
});

/** What npm's own tree says: the nodes reached from a workspace package by edges of production. */
function npmClosure(tree: Arborist.Node, root: string): string[] {
  const reached = new Set<Arborist.Node>();
  const waiting = [...tree.inventory.values()].filter(({ location }) => location === root);
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    const edges = [...node.edgesOut.values()].filter(({ type }) => type !== 'dev' && type !== 'peerOptional');
    waiting.push(...edges.flatMap(({ to }) => (to ? [(to as Arborist.Link).target ?? to] : [])));
  }
  return [...reached]
    .map(({ location }) => location)
    .filter((path) => path.includes('node_modules/'))
    .sort();
}
