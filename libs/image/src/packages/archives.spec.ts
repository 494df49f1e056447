import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { closureOf } from '../closure/closure';
import { type LockEntry, readLockfile } from '../closure/lockfile';
import { placePackages } from '../closure/placement';
import { archiveOf, integrityOf } from '../testing/archive';
import { errorOf } from '../testing/error-of';
import { NpmServer } from '../testing/npm-server';
import { cacheFolder } from '../layers/cache';
import { FixtureWorkspace } from '../testing/workspace';
import { Archives } from './archives';
import { pinPackages } from './pin-packages';

const arm = { os: 'linux', cpu: 'arm64', libc: 'glibc' };
const variant = '@native/linux-arm64';

// Whoever runs tests by npm hands its settings on, and they go before those of a workspace.
for (const name of Object.keys(process.env)) if (/^npm_config_/i.test(name)) delete process.env[name];

let server: NpmServer;
let workspace: FixtureWorkspace;
let output: PassThrough;

beforeEach(async () => {
  server = await NpmServer.start();
  workspace = new FixtureWorkspace();
  output = new PassThrough({ encoding: 'utf8' });
  npmrc('fetch-retries=0');
});
afterEach(async () => {
  workspace.remove();
  await server.stop();
});

const npmrc = (...lines: string[]) =>
  workspace.write(
    '.npmrc',
    [`registry=${server.url}`, `cache=${join(workspace.folder, 'npm-cache')}`, ...lines].join('\n'),
  );
const pinned = () => {
  const closure = closureOf(readLockfile(workspace.folder), 'apps/hello', arm);
  return pinPackages(workspace.hello, placePackages(closure), closure.packages);
};
const filesOf = async (name: string) => {
  const found = pinned().find((each) => each.name === name);
  if (!found) throw new Error(`no ${name}`);
  return new Archives(workspace.folder, cacheFolder(workspace.folder), output).files(found);
};
const fetchAll = () => new Archives(workspace.folder, cacheFolder(workspace.folder), output).fetch(pinned());

describe('the archive of a package', () => {
  const files = { 'lib/greet.js': 'hi' };
  let archive: Buffer;
  let integrity: string;

  beforeEach(() => {
    const manifest = { name: 'greeter', version: '1.2.0' };
    archive = archiveOf({ 'package.json': JSON.stringify(manifest), ...files });
    integrity = server.publish('greeter', '1.2.0', files);
    workspace.lock('node_modules/greeter', { version: '1.2.0', integrity, dependencies: { punctuation: '1' } });
  });

  /** As `npm ci` leaves it. */
  const inNpmCache = (bytes: Buffer, of = archive) => {
    const hex = createHash('sha512').update(of).digest('hex');
    const path = ['content-v2/sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)].join('/');
    const file = join(workspace.folder, 'npm-cache/_cacache', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };

  it('is taken from npm’s cache, without a request', async () => {
    inNpmCache(archive);
    expect((await filesOf('greeter')).get('lib/greet.js')?.content.toString()).toBe('hi');
    expect(server.requests).toEqual([]);
  });

  it('is fetched if npm’s cache has other bytes under its hash', async () => {
    inNpmCache(archiveOf({ 'package.json': '{}', 'lib/greet.js': 'poisoned' }));
    expect((await filesOf('greeter')).get('lib/greet.js')?.content.toString()).toBe('hi');
  });

  it('is fetched again if the one that was kept has other bytes', async () => {
    await filesOf('greeter');
    const folder = join(workspace.folder, '.longshore/cache/archives');
    for (const name of readdirSync(folder)) {
      writeFileSync(join(folder, name), archiveOf({ 'lib/greet.js': 'poisoned' }));
    }
    expect((await filesOf('greeter')).get('lib/greet.js')?.content.toString()).toBe('hi');
  });

  it('is fetched with npm’s settings, kept, and announced; nothing is left in npm’s cache', async () => {
    await fetchAll();
    expect(output.read()).toBe(`fetching 1 of 2 packages that npm's cache lacks (registry ${server.url})\n`);
    const asked = server.requests.length;
    await fetchAll();
    await filesOf('greeter');
    expect(server.requests).toHaveLength(asked);
    expect(output.read()).toBeNull();
    expect(() => readdirSync(join(workspace.folder, 'npm-cache'))).toThrow(/ENOENT/);
    expect(readdirSync(join(workspace.folder, '.longshore/cache'))).toEqual(['archives']);
  });

  it('is fetched in the end from a registry that fails at first', async () => {
    npmrc('fetch-retries=3', 'fetch-retry-mintimeout=1', 'fetch-retry-maxtimeout=10');
    server.fail(2);
    await fetchAll();
    expect(server.requests.length).toBeGreaterThan(2);
  });

  it('of a package that another one bundles is the other one’s', async () => {
    const bundle = {
      'node_modules/inner/package.json': '{"name":"inner","version":"3.0.0","bin":"cli.js"}',
      'node_modules/inner/cli.js': '#!/usr/bin/env node\r\nrun();\r\n',
    };
    workspace.package('node_modules/greeter', { version: '1.2.0', dependencies: { inner: '3' }, files: bundle });
    workspace.lock('node_modules/greeter/node_modules/inner', { version: '3.0.0', inBundle: true });
    const inner = await filesOf('inner');
    expect([...inner.keys()]).toEqual(['package.json', 'cli.js']);
    // As npm leaves a program.
    expect(inner.get('cli.js')).toEqual({
      executable: true,
      content: Buffer.from('#!/usr/bin/env node\nrun();\r\n'),
    });
  });

  it('is unpacked as npm does it: without links, with ignore files renamed, programs made executable', async () => {
    workspace.package('node_modules/greeter', {
      version: '1.2.0',
      files: {
        'package.json': '{"name":"greeter","version":"1.2.0","bin":{"greet":"./bin/greet.js"}}',
        'bin/greet.js': 'run();',
        'bin/other': { content: '', mode: 0o755 },
        '.gitignore': 'x',
        link: { content: 'index.js', type: 'link' },
      },
    });
    const modes = [...(await filesOf('greeter'))].map(([path, { executable }]) => [path, executable]);
    expect(Object.fromEntries(modes)).toEqual({
      'package.json': false,
      'index.js': false,
      'bin/greet.js': true,
      'bin/other': true,
      '.npmignore': false,
    });
  });

  it('is refused if the lockfile names no content', () => {
    workspace.lock('node_modules/greeter', { version: '1.2.0' });
    expect(errorOf(pinned)).toMatchObject({ code: 'LS2010', why: expect.stringContaining('integrity') });
  });
});

describe('a package that no registry has', () => {
  const lockGreeter = (entry: LockEntry) => workspace.lock('node_modules/greeter', { version: '1.2.0', ...entry });
  const git = (folder: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder })
      .toString()
      .trim();

  it('of a file in the workspace has the content that the lockfile names', async () => {
    const archive = archiveOf({ 'package.json': '{"name":"greeter"}', 'a.js': 'a' });
    mkdirSync(join(workspace.folder, 'vendor'));
    writeFileSync(join(workspace.folder, 'vendor/greeter.tgz'), archive);
    lockGreeter({ resolved: 'file:vendor/greeter.tgz', integrity: integrityOf(archive) });
    expect((await filesOf('greeter')).get('a.js')?.content.toString()).toBe('a');
    writeFileSync(join(workspace.folder, 'vendor/greeter.tgz'), archiveOf({ 'a.js': 'b' }));
    await expect(filesOf('greeter')).rejects.toMatchObject({ code: 'LS2010', fix: 'npm install' });
    expect(server.requests).toEqual([]);
  });

  it('of a folder that npm copies has the files that npm would pack, by their content', async () => {
    const manifest = { name: 'greeter', version: '1.2.0', files: ['lib'], scripts: { prepare: 'exit 1' } };
    workspace.write('vendor/greeter/package.json', JSON.stringify(manifest));
    workspace.write('vendor/greeter/lib/a.js', 'a');
    workspace.write('vendor/greeter/notes.txt', 'not packed');
    lockGreeter({ resolved: 'file:vendor/greeter' });
    expect([...(await filesOf('greeter')).keys()].sort()).toEqual(['lib/a.js', 'package.json']);
    workspace.write('vendor/greeter/lib/a.js', 'b');
    expect((await filesOf('greeter')).get('lib/a.js')?.content.toString()).toBe('b');
  });

  it('of git has the files of the commit that the lockfile names', async () => {
    const repository = join(workspace.folder, 'greeter.git');
    workspace.write('greeter.git/package.json', '{"name":"greeter","version":"1.2.0"}');
    workspace.write('greeter.git/a.js', 'committed');
    git(repository, 'init', '--quiet');
    git(repository, 'add', '.');
    git(repository, 'commit', '--quiet', '--message', 'a');
    const commit = git(repository, 'rev-parse', 'HEAD');
    workspace.write('greeter.git/a.js', 'later');
    git(repository, 'commit', '--quiet', '--all', '--message', 'b');
    lockGreeter({ resolved: `git+file://${repository}#${commit}` });
    expect((await filesOf('greeter')).get('a.js')?.content.toString()).toBe('committed');
    rmSync(repository, { recursive: true });
    expect((await filesOf('greeter')).get('a.js')?.content.toString()).toBe('committed');
  });
});

describe('a package for the platform of the image that is not installed here', () => {
  let integrity: string;

  beforeEach(() => {
    const files = { 'native.node': 'for arm64', 'bin/native': '#!/bin/sh\n' };
    integrity = server.publish(variant, '2.0.0', files, { bin: { native: 'bin/native' } });
    lockVariant({ integrity });
  });

  const lockVariant = (entry: { integrity?: string }) => {
    const lock = { optionalDependencies: { [variant]: '2.0.0' } };
    workspace.package('node_modules/greeter', { version: '1.2.0', lock });
    workspace.lock(`node_modules/${variant}`, {
      version: '2.0.0',
      optional: true,
      os: ['linux'],
      cpu: ['arm64'],
      ...entry,
    });
  };

  it('is fetched from the registry of npm’s settings, as the lockfile has it', async () => {
    const files = await filesOf(variant);
    expect(files.get('native.node')?.content.toString()).toBe('for arm64');
    expect(files.get('bin/native')?.executable).toBe(true);
  });

  it('is refused where its content is another than the lockfile says, and leaves nothing behind', async () => {
    lockVariant({ integrity: `sha512-${Buffer.alloc(64).toString('base64')}` });
    await expect(filesOf(variant)).rejects.toMatchObject({ code: 'LS2010', what: expect.stringContaining(variant) });
    lockVariant({ integrity });
    expect((await filesOf(variant)).size).toBe(3);
  });

  it('without a network it is an error that says what to do', async () => {
    await server.stop();
    await expect(filesOf(variant)).rejects.toMatchObject({
      code: 'LS2010',
      why: expect.stringContaining('ECONNREFUSED'),
      fix: expect.stringContaining('npm ping'),
    });
    server = await NpmServer.start();
  });

  it('that is not optional has to be installed', () => {
    workspace.delete('node_modules/punctuation');
    expect(errorOf(pinned)).toMatchObject({ code: 'LS2002' });
  });
});
