import { compiles } from './compiled';

const linux = { os: 'linux', cpu: 'x64', libc: 'glibc' };

const compilesWith = (files: Record<string, string>) =>
  compiles(
    new Map(Object.entries(files).map(([path, text]) => [path, { executable: false, content: Buffer.from(text) }])),
    linux,
  );
const withManifest = (manifest: object) => compilesWith({ 'package.json': JSON.stringify(manifest) });

describe('a package with an install script', () => {
  it('compiles if it has a binding.gyp, unless it brings a binary for the platform', () => {
    expect(compilesWith({ 'binding.gyp': '{}' })).toBe(true);
    expect(compilesWith({ 'binding.gyp': '{}', 'prebuilds/darwin-arm64/native.node': '' })).toBe(true);
    expect(compilesWith({ 'binding.gyp': '{}', 'prebuilds/linux-x64/native.node': '' })).toBe(false);
  });

  it.each([
    ['gypfile', { gypfile: true }],
    ['node-gyp', { scripts: { install: 'node-gyp rebuild' } }],
    ['node-pre-gyp by its path', { scripts: { install: 'node ./node_modules/.bin/node-pre-gyp install' } }],
    ['prebuild-install or a compiler', { scripts: { install: 'prebuild-install || node-gyp rebuild --release' } }],
    ['node-gyp before or after', { scripts: { postinstall: 'node patch.js && node-gyp build' } }],
  ])('compiles if its package.json says so: %s', (_what, manifest) => {
    expect(withManifest(manifest)).toBe(true);
  });

  it.each([
    ['a program of its own', { postinstall: 'node scripts/postinstall' }],
    ['a message', { postinstall: 'echo "no node-gypsy here"' }],
    ['a script that is not of the installation', { test: 'node-gyp rebuild' }],
    ['nothing', {}],
  ])('does not compile if it only runs %s', (_what, scripts) => {
    expect(withManifest({ scripts })).toBe(false);
  });
});
