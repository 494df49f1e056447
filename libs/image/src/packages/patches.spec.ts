import { PassThrough } from 'node:stream';
import { buildImage } from '../build/build-image';
import { type BuiltImage } from '../image';
import { cacheFolder } from '../layers/cache';
import { FixtureWorkspace } from '../testing/workspace';
import { Archives } from './archives';
import { checkPackages } from './check-packages';
import { declaredPatches } from './patches';
import { pinPackages } from './pin-packages';
import { readClosure } from '../project-closure';
import { placePackages } from '../closure/placement';

/** As patch-package writes it. */
const patchOf = (path: string, from: string, to: string) =>
  [
    `diff --git a/${path} b/${path}`,
    'index 0000000..1111111 100644',
    `--- a/${path}`,
    `+++ b/${path}`,
    '@@ -1 +1 @@',
    `-${from}`,
    '\\ No newline at end of file',
    `+${to}`,
    '\\ No newline at end of file',
    '',
  ].join('\n');
const original = "module.exports = 'greeter 1.2.0';";
const patched = "module.exports = 'patched';";

describe('a patch of patch-package', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => {
    workspace = new FixtureWorkspace();
    usePatchPackage();
    workspace.write('patches/greeter+1.2.0.patch', patchOf('node_modules/greeter/index.js', original, patched));
  });
  afterEach(() => workspace.remove());

  const usePatchPackage = (scripts: object = { postinstall: 'patch-package' }) => {
    const manifest = { name: 'fixture', private: true, workspaces: ['apps/*', 'libs/*'], scripts };
    workspace.write('package.json', JSON.stringify(manifest));
  };
  const greeterFiles = () => {
    const { closure } = readClosure(workspace.hello);
    const packages = pinPackages(workspace.hello, placePackages(closure), closure.packages);
    const pinned = packages.find(({ name }) => name === 'greeter');
    if (!pinned) throw new Error('no greeter');
    return new Archives(workspace.folder, cacheFolder(workspace.folder), new PassThrough()).files(pinned);
  };
  const greeter = async () => (await greeterFiles()).get('index.js')?.content.toString();
  const check = () => checkPackages(workspace.hello, new PassThrough());

  it('is applied to the files of the archive', async () => {
    expect(await greeter()).toBe(patched);
  });

  it('makes another image than none, and than another patch', async () => {
    const images: BuiltImage[] = [await buildImage(workspace.hello)];
    workspace.write('patches/greeter+1.2.0.patch', patchOf('node_modules/greeter/index.js', original, 'other();'));
    images.push(await buildImage(workspace.hello));
    workspace.delete('patches');
    images.push(await buildImage(workspace.hello));
    expect(new Set(images.map(({ digest }) => digest)).size).toBe(3);
    expect(new Set(images.map(({ inputKey }) => inputKey)).size).toBe(3);
  });

  it('adds, removes and marks files', async () => {
    const lines = [
      'diff --git a/node_modules/greeter/run b/node_modules/greeter/run',
      'new file mode 100755',
      'index 0000000..1111111',
      '--- /dev/null',
      '+++ b/node_modules/greeter/run',
      '@@ -0,0 +1 @@',
      '+run',
      'diff --git a/node_modules/greeter/index.js b/node_modules/greeter/index.js',
      'deleted file mode 100644',
      'index 1111111..0000000',
      '--- a/node_modules/greeter/index.js',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      `-${original}`,
      '\\ No newline at end of file',
      '',
    ];
    workspace.write('patches/greeter+1.2.0.patch', lines.join('\n'));
    const files = await greeterFiles();
    expect([...files.keys()].sort()).toEqual(['package.json', 'run']);
    expect(files.get('run')).toEqual({ executable: true, content: Buffer.from('run\n') });
  });

  it('is applied after those before it', async () => {
    workspace.delete('patches/greeter+1.2.0.patch');
    workspace.write('patches/greeter+1.2.0+001+a.patch', patchOf('node_modules/greeter/index.js', original, 'first'));
    workspace.write('patches/greeter+1.2.0+002+b.patch', patchOf('node_modules/greeter/index.js', 'first', 'second'));
    expect(await greeter()).toBe('second');
  });

  it('has to be applied to the installed package too', async () => {
    await expect(check()).rejects.toMatchObject({ code: 'LS2012' });
    workspace.write('node_modules/greeter/index.js', patched);
    await expect(check()).resolves.toBeUndefined();
    workspace.write('node_modules/greeter/index.js', `${patched}//`);
    await expect(check()).rejects.toMatchObject({ code: 'LS2012' });
  });

  it('that does not apply is an error that names it', async () => {
    workspace.write('patches/greeter+1.2.0.patch', patchOf('node_modules/greeter/index.js', 'other', patched));
    await expect(greeter()).rejects.toMatchObject({
      code: 'LS2013',
      what: 'patches/greeter+1.2.0.patch does not apply to node_modules/greeter',
      fix: expect.stringContaining('npx patch-package greeter'),
    });
  });

  it('is none in a workspace that does not use patch-package', async () => {
    usePatchPackage({ postinstall: 'echo' });
    expect(await greeter()).toBe(original);
  });

  it.each([
    ['node_modules/a', ['a+1.0.0.patch', 'a+1.0.0+001+why.patch', 'a+1.0.0.dev.patch']],
    ['node_modules/@s/a', ['@s+a+2.0.0-rc.1.patch']],
    ['node_modules/a/node_modules/b', ['a++b+1.0.0.patch']],
    ['apps/hello/node_modules/a', []],
    ['node_modules/b', []],
  ])('belongs to the package that its name says: %s', (path, names) => {
    for (const name of [
      'a+1.0.0.patch',
      'a+1.0.0+001+why.patch',
      'a+1.0.0.dev.patch',
      '@s+a+2.0.0-rc.1.patch',
      'a++b+1.0.0.patch',
      'ab+1.0.0.patch',
      'a+1.0.0.patch.orig',
    ]) {
      workspace.write(`patches/${name}`, '');
    }
    expect(
      declaredPatches(workspace.folder)(path)
        .map(({ file }) => file)
        .sort(),
    ).toEqual(names.map((name) => `patches/${name}`).sort());
  });
});
