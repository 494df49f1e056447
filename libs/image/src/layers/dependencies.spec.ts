import { PassThrough } from 'node:stream';
import { closureOf } from '../closure/closure';
import { readLockfile } from '../closure/lockfile';
import { placePackages } from '../closure/placement';
import { Archives } from '../packages/archives';
import { type PinnedPackage, pinPackages } from '../packages/pin-packages';
import { type ArchiveFile } from '../testing/archive';
import { cacheFolder } from './cache';
import { FixtureWorkspace } from '../testing/workspace';
import { dependenciesKey, dependencyEntries } from './dependencies';

const linux = { os: 'linux', cpu: process.arch, libc: 'glibc' };

describe('the dependencies layer', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  const pinned = () => {
    const closure = closureOf(readLockfile(workspace.folder), 'apps/hello', linux);
    return pinPackages(workspace.hello, placePackages(closure), closure.packages);
  };
  const pathsOf = async (name: string) => {
    const packages = pinned().filter((each) => each.name === name);
    const entries = await dependencyEntries(
      workspace.folder,
      packages,
      new Archives(workspace.folder, cacheFolder(workspace.folder), new PassThrough()),
    );
    return entries.map(({ path }) => path.slice(`app/node_modules/${name}/`.length)).sort();
  };
  const filesOf = async (files: Record<string, ArchiveFile>, name = 'pkg') => {
    workspace.package('node_modules/greeter', { version: '1.2.0', dependencies: { [name]: '1' } });
    workspace.package(`node_modules/${name}`, { version: '1.0.0', files });
    return (await pathsOf(name)).filter((path) => path !== 'package.json' && path !== 'index.js');
  };

  it('has the code, data and licences of packages', async () => {
    const files = { 'lib/a.js': '', 'lib/b.mjs': '', 'data.json': '{}', 'x.node': '', LICENSE: '', 'LICENSE.md': '' };
    expect(await filesOf(files)).toEqual(Object.keys(files).sort());
  });

  it('leaves out source maps, type declarations, guides and tests', async () => {
    const files = {
      'a.js.map': '',
      'a.d.ts': '',
      'a.d.cts': '',
      'README.md': '',
      'test/a.js': '',
      '__tests__/a.js': '',
    };
    expect(await filesOf(files)).toEqual([]);
  });

  it('keeps the declarations of TypeScript itself, which its compiler reads', async () => {
    expect(await filesOf({ 'lib/lib.d.ts': '' }, 'typescript')).toEqual(['lib/lib.d.ts']);
  });

  it('keeps a test folder that the package offers', async () => {
    const offering = JSON.stringify({ name: 'pkg', version: '1.0.0', exports: { './test': './test/index.js' } });
    expect(await filesOf({ 'package.json': offering, 'test/index.js': '' })).toEqual(['test/index.js']);
  });

  it('leaves out packages nested in it, which are placed on their own, and what node-gyp built', async () => {
    const files = { 'node_modules/other/index.js': '', 'binding.gyp': '', 'build/Release/x.node': '' };
    expect(await filesOf(files)).toEqual(['binding.gyp']);
  });

  it('leaves out secrets, but not certificates', async () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----';
    const files = { '.env': 'A=1', '.env.local': '', '.npmrc': '//x:_authToken=1', id_rsa: '', 'tls/server.key': key };
    expect(await filesOf({ ...files, 'ca.pem': '-----BEGIN CERTIFICATE-----' })).toEqual(['ca.pem']);
  });

  it('has the files of the archive, whatever is installed', async () => {
    workspace.write('node_modules/punctuation/index.js', 'module.exports = "edited";');
    workspace.write('node_modules/punctuation/added.js', '');
    workspace.write('node_modules/punctuation/package.json', '{"version":"1.0.3","main":"added.js"}');
    const packages = pinned();
    const archives = new Archives(workspace.folder, cacheFolder(workspace.folder), new PassThrough());
    const entries = await dependencyEntries(workspace.folder, packages, archives);
    const ofPunctuation = entries.filter(({ path }) => path.includes('/punctuation/'));
    expect(ofPunctuation).toEqual([
      {
        type: 'file',
        path: 'app/node_modules/punctuation/package.json',
        executable: false,
        content: Buffer.from('{"name":"punctuation","version":"1.0.3","main":"index.js"}'),
      },
      {
        type: 'file',
        path: 'app/node_modules/punctuation/index.js',
        executable: false,
        content: Buffer.from("module.exports = 'punctuation 1.0.3';"),
      },
    ]);
  });

  it('has another key for another version, place, content or patch of a package, and the same one elsewhere', () => {
    const packages = pinned();
    const [first] = packages;
    if (!first) throw new Error('no packages');
    const other = (change: Partial<PinnedPackage>) => [{ ...first, ...change }, ...packages.slice(1)];
    const key = dependenciesKey(packages);
    expect(dependenciesKey(other({ path: 'elsewhere', isElsewhere: true }))).toBe(key);
    const others = [
      other({ version: '1.0.1' }),
      other({ imagePath: 'app/elsewhere' }),
      other({ content: 'sha512-x' }),
      other({ patches: [{ file: 'patches/a+1.0.0.patch', hash: 'x' }] }),
      packages.slice(1),
    ].map(dependenciesKey);
    expect(new Set([key, ...others]).size).toBe(6);
  });
});
