import { FixtureWorkspace } from '../testing/workspace';
import { type LockedPackage } from './closure';
import { errorOf } from '../testing/error-of';
import { checkInstalled, refuseCompiled } from './installed';

const linux = { os: 'linux', cpu: 'x64', libc: 'glibc' };

const locked = (name: string, version: string, rest?: Partial<LockedPackage>): LockedPackage => ({
  path: `node_modules/${name}`,
  name,
  version,
  hasInstallScript: false,
  ...rest,
});

describe('what is installed', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  it('is taken where it is what the lockfile says', () => {
    expect(() => checkInstalled(workspace.folder, [locked('greeter', '1.2.0')])).not.toThrow();
  });

  it('is refused where a package is missing, of another version or of other content, all at once', () => {
    const packages = [
      locked('missing', '1.0.0'),
      locked('greeter', '1.3.0'),
      locked('punctuation', '1.0.3', { integrity: 'sha512-other' }),
    ];
    expect(errorOf(() => checkInstalled(workspace.folder, packages))).toMatchObject({
      code: 'LS2002',
      why: [
        'node_modules/missing is missing',
        'node_modules/greeter is 1.2.0, the lockfile says 1.3.0',
        'node_modules/punctuation has other content than the lockfile says',
      ].join('\n'),
    });
  });

  describe('with an install script', () => {
    const native = locked('native', '2.0.0', { hasInstallScript: true });
    const install = (files: Record<string, string>) =>
      workspace.package('node_modules/native', { version: '2.0.0', files });
    const check = () => refuseCompiled(workspace.folder, [native], linux);

    it('is refused where it compiles', () => {
      install({ 'binding.gyp': '{}' });
      expect(errorOf(check)).toMatchObject({ code: 'LS2006', what: expect.stringContaining('native 2.0.0') });
    });

    it('is refused where it brings binaries for other platforms only', () => {
      install({ 'binding.gyp': '{}', 'prebuilds/darwin-arm64/native.node': '' });
      expect(errorOf(check)).toMatchObject({ code: 'LS2006' });
    });

    it.each([
      ['gypfile', { gypfile: true }],
      ['node-gyp', { scripts: { install: 'node-gyp rebuild' } }],
      ['node-pre-gyp by its path', { scripts: { install: 'node ./node_modules/.bin/node-pre-gyp install' } }],
      ['prebuild-install or a compiler', { scripts: { install: 'prebuild-install || node-gyp rebuild --release' } }],
      ['node-gyp before or after', { scripts: { postinstall: 'node patch.js && node-gyp build' } }],
    ])('is refused where its package.json says so: %s', (_what, manifest) => {
      install({ 'package.json': JSON.stringify({ name: 'native', version: '2.0.0', ...manifest }) });
      expect(errorOf(check)).toMatchObject({ code: 'LS2006', fix: expect.stringContaining('"builder": "dockerfile"') });
    });

    it.each([
      ['a program of its own', { postinstall: 'node scripts/postinstall' }],
      ['a message', { postinstall: 'echo "no node-gypsy here"' }],
      ['a script that is not of the installation', { test: 'node-gyp rebuild' }],
    ])('is taken where it only runs %s', (_what, scripts) => {
      install({ 'package.json': JSON.stringify({ name: 'native', version: '2.0.0', scripts }) });
      expect(check).not.toThrow();
    });

    it('is taken where it brings a binary, or compiles nothing', () => {
      install({ 'binding.gyp': '{}', 'prebuilds/linux-x64/native.node': '' });
      expect(check).not.toThrow();
      workspace.package('node_modules/plain', { version: '2.0.0' });
      expect(() =>
        refuseCompiled(workspace.folder, [locked('plain', '2.0.0', { hasInstallScript: true })], linux),
      ).not.toThrow();
    });
  });
});
