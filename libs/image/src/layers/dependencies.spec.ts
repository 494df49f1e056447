import { type LockedPackage } from '../closure/closure';
import { type PlacedPackage } from '../closure/placement';
import { FixtureWorkspace } from '../testing/workspace';
import { dependenciesKey, dependencyEntries } from './dependencies';

const placed = (path: string, version = '1.0.0'): PlacedPackage => {
  const locked: LockedPackage = { path, name: path.slice('node_modules/'.length), version, hasInstallScript: false };
  return { ...locked, imagePath: path };
};

describe('the dependencies layer', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  const filesOf = (files: Record<string, string>, name = 'pkg'): string[] => {
    workspace.package(`node_modules/${name}`, { version: '1.0.0', files });
    return dependencyEntries(workspace.folder, [placed(`node_modules/${name}`)])
      .map(({ path }) => path.slice(`node_modules/${name}/`.length))
      .filter((path) => path !== 'package.json' && path !== 'index.js')
      .sort();
  };

  it('has the code, data and licences of packages', () => {
    const files = { 'lib/a.js': '', 'lib/b.mjs': '', 'data.json': '{}', 'x.node': '', LICENSE: '', 'LICENSE.md': '' };
    expect(filesOf(files)).toEqual(Object.keys(files).sort());
  });

  it('leaves out source maps, type declarations, guides and tests', () => {
    expect(
      filesOf({ 'a.js.map': '', 'a.d.ts': '', 'a.d.cts': '', 'README.md': '', 'test/a.js': '', '__tests__/a.js': '' }),
    ).toEqual([]);
  });

  it('keeps the declarations of TypeScript itself, which its compiler reads', () => {
    expect(filesOf({ 'lib/lib.d.ts': '' }, 'typescript')).toEqual(['lib/lib.d.ts']);
  });

  it('keeps a test folder that the package offers', () => {
    const offering = JSON.stringify({ name: 'pkg', version: '1.0.0', exports: { './test': './test/index.js' } });
    workspace.package('node_modules/pkg', { version: '1.0.0', files: { 'test/index.js': '' } });
    workspace.write('node_modules/pkg/package.json', offering);
    const paths = dependencyEntries(workspace.folder, [placed('node_modules/pkg')]).map(({ path }) => path);
    expect(paths).toContain('node_modules/pkg/test/index.js');
  });

  it('leaves out packages nested in it, which are placed on their own, and what node-gyp built here', () => {
    const files = { 'node_modules/other/index.js': '', 'binding.gyp': '', 'build/Release/x.node': '' };
    expect(filesOf(files)).toEqual(['binding.gyp']);
  });

  it('leaves out secrets, but not certificates', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----';
    const files = { '.env': 'A=1', '.env.local': '', '.npmrc': '//x:_authToken=1', id_rsa: '', 'tls/server.key': key };
    expect(filesOf({ ...files, 'ca.pem': '-----BEGIN CERTIFICATE-----' })).toEqual(['ca.pem']);
  });

  it('has another key for another version, place or content of a package, and the same one elsewhere', () => {
    const key = dependenciesKey([placed('node_modules/a')]);
    expect(dependenciesKey([placed('node_modules/a')])).toBe(key);
    const others = [
      [placed('node_modules/a', '1.0.1')],
      [{ ...placed('node_modules/a'), imagePath: 'app/node_modules/a' }],
      [{ ...placed('node_modules/a'), integrity: 'sha512-x' }],
      [placed('node_modules/a'), placed('node_modules/b')],
    ].map(dependenciesKey);
    expect(new Set([key, ...others]).size).toBe(5);
  });
});
