import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { closureOf } from '../closure/closure';
import { readLockfile } from '../closure/lockfile';
import { placePackages } from '../closure/placement';
import { dependencyEntries } from '../layers/dependencies';
import { NpmServer } from '../testing/npm-server';
import { FixtureWorkspace } from '../testing/workspace';
import { locatePackages } from './locate-packages';

const arm = { os: 'linux', cpu: 'arm64', libc: 'glibc' };
const variant = '@native/linux-arm64';

// Whoever runs tests by npm hands its settings on, and they go before those of a workspace.
for (const name of Object.keys(process.env)) if (/^npm_config_/i.test(name)) delete process.env[name];

describe('a package for the platform of the image that is not installed here', () => {
  let server: NpmServer;
  let workspace: FixtureWorkspace;
  let integrity: string;

  beforeEach(async () => {
    server = await NpmServer.start();
    workspace = new FixtureWorkspace();
    workspace.write(
      '.npmrc',
      `registry=${server.url}\ncache=${join(workspace.folder, 'npm-cache')}\nfetch-retries=0\n`,
    );
    const files = { 'native.node': 'for arm64', 'bin/native': '#!/bin/sh\n' };
    integrity = await server.publish(variant, '2.0.0', files, { bin: { native: 'bin/native' } });
    lockVariant({ integrity });
  });
  afterEach(async () => {
    workspace.remove();
    await server.stop();
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
  const locate = () => {
    const closure = closureOf(readLockfile(workspace.folder), 'apps/hello', arm);
    return locatePackages(workspace.folder, placePackages(closure), arm);
  };
  const found = async () => (await locate()).find(({ name }) => name === variant);

  it('is fetched from the registry of npm’s settings, as the lockfile has it', async () => {
    const native = await found();
    const folder = native?.folder ?? '';
    expect(readFileSync(join(folder, 'native.node'), 'utf8')).toBe('for arm64');
    expect(statSync(join(folder, 'bin/native')).mode & 0o111).toBe(0o111);
    const paths = dependencyEntries(workspace.folder, native ? [native] : []).map(({ path }) => path);
    expect(paths).toContain(`app/node_modules/${variant}/native.node`);
  });

  it('is fetched once, and needs no registry then', async () => {
    const first = await found();
    const asked = server.requests.length;
    rmSync(join(workspace.folder, 'npm-cache'), { recursive: true });
    expect(await found()).toEqual(first);
    expect(server.requests).toHaveLength(asked);
  });

  it('is refused where its content is another than the lockfile says, and leaves nothing behind', async () => {
    lockVariant({ integrity: `sha512-${Buffer.alloc(64).toString('base64')}` });
    await expect(locate()).rejects.toMatchObject({ code: 'LS2010', what: expect.stringContaining(variant) });
    lockVariant({ integrity });
    expect(await found()).toBeDefined();
  });

  it('is asked for where the lockfile knows nothing of its content', async () => {
    lockVariant({});
    await expect(locate()).rejects.toMatchObject({ code: 'LS2010', why: expect.stringContaining('integrity') });
  });

  it('without a network it is an error that says what to do', async () => {
    await server.stop();
    await expect(locate()).rejects.toMatchObject({
      code: 'LS2010',
      why: expect.stringContaining('ECONNREFUSED'),
      fix: expect.stringContaining('npm ping'),
    });
    server = await NpmServer.start();
  });

  it('that is not optional has to be installed', async () => {
    workspace.delete('node_modules/punctuation');
    await expect(locate()).rejects.toMatchObject({ code: 'LS2002' });
  });
});
