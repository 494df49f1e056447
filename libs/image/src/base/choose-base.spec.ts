import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest } from '@longshore/model';
import { DistributionServer, distributionTestsRun } from '@longshore/registry/src/testing/distribution-server';
import { buildImage } from '../build/build-image';
import { blobFile } from '../build/layout';
import { BaseRegistry, here } from '../testing/base-registry';
import { readLayer } from '../testing/tar';
import { FixtureWorkspace } from '../testing/workspace';
import { chooseBase } from './choose-base';

const runs = distributionTestsRun('choosing a base image from a registry');

(runs ? describe : describe.skip)('a base from a registry', () => {
  let server: DistributionServer;
  let registry: BaseRegistry;
  let workspace: FixtureWorkspace;

  beforeEach(async () => {
    server = await DistributionServer.start();
    registry = new BaseRegistry(server.host);
    workspace = new FixtureWorkspace();
  });

  afterEach(async () => {
    workspace.remove();
    registry.remove();
    await server.stop();
  });

  const choose = (tag: string) => chooseBase(workspace.folder, registry.reference(tag));
  const pinned = () => JSON.parse(readFileSync(join(workspace.folder, 'deploy/base-image.json'), 'utf8')) as object;
  const debian = ['usr/local/bin/node', 'lib/x86_64-linux-gnu/libc.so.6'];

  it('is pinned by digest, with what a service needs to know of it', async () => {
    const digest = await registry.put('20', [['etc/os-release'], debian]);
    expect(await choose('20')).toMatchObject({ from: undefined, to: { digest } });
    expect(pinned()).toMatchObject({
      image: registry.reference('20'),
      digest,
      platforms: { [`linux/${here}`]: digest },
      libc: 'glibc',
      node: '/usr/local/bin/node',
    });
  });

  it('of several platforms is pinned for those that ECS runs', async () => {
    const amd64 = await registry.put('amd64', [debian], {}, 'amd64');
    const arm64 = await registry.put('arm64', [debian], {}, 'arm64');
    const other = await registry.put('s390x', [debian], {}, 's390x');
    const digest = await registry.putIndex('20', [
      ['s390x', other],
      ['arm64', arm64],
      ['amd64', amd64],
    ]);
    expect((await choose('20')).to).toMatchObject({
      digest,
      platforms: { 'linux/amd64': amd64, 'linux/arm64': arm64 },
    });
  });

  it.each([
    ['of musl', [['lib/ld-musl-x86_64.so.1', 'usr/bin/node']], {}, { libc: 'musl', node: '/usr/bin/node' }],
    [
      'whose entry point is node',
      [['nodejs/bin/node']],
      { Entrypoint: ['/nodejs/bin/node'] },
      { node: '/nodejs/bin/node' },
    ],
    ['of musl below /usr', [['usr/lib/ld-musl-aarch64.so.1', 'usr/local/bin/node']], {}, { libc: 'musl' }],
    ['with a path of its own', [['opt/node']], { Env: ['PATH=/opt:/bin'] }, { node: '/opt/node' }],
  ])('%s is recognised', async (_what, layers, config, traits) => {
    await registry.put('20', layers, config);
    expect((await choose('20')).to).toMatchObject(traits);
  });

  it.each([
    ['that is not there', 'none', 'has no such image'],
    ['without Node', 'empty', 'there is no /usr/local/sbin/node'],
    ['of another platform', 's390x', 'not there for linux/amd64 or linux/arm64'],
  ])('%s is refused, and nothing is written', async (_what, tag, why) => {
    await registry.put('empty', [['bin/sh']]);
    await registry.put('s390x', [debian], {}, 's390x');
    await expect(choose(tag)).rejects.toMatchObject({ code: 'LS2009', why: expect.stringContaining(why) });
    expect(pinned).toThrow('ENOENT');
  });

  it('stands under the images of the workspace, also when its registry is gone', async () => {
    const config = { Env: ['PATH=/usr/local/bin', 'NODE_VERSION=20.20.2', 'NODE_ENV=development'] };
    await registry.put('20', [['etc/os-release'], debian], config);
    const { inputKey } = await buildImage(workspace.hello);
    await choose('20');
    const image = await buildImage(workspace.hello);
    expect(image.inputKey).not.toBe(inputKey);
    expect(image.layers.map(({ kind }) => kind)).toEqual(['base', 'base', 'dependencies', 'application']);
    const layout = join(workspace.folder, 'dist/images/hello');
    const read = (digest: Digest) => JSON.parse(readFileSync(blobFile(layout, digest), 'utf8')) as { config: object };
    const { digest } = read(image.digest).config as { digest: Digest };
    expect(read(digest).config).toMatchObject({
      Env: ['PATH=/usr/local/bin', 'NODE_VERSION=20.20.2', 'NODE_ENV=production'],
      Cmd: ['/usr/local/bin/node', '--enable-source-maps', '/app/apps/hello/main.js'],
      User: '65532:65532',
    });
    await server.stop();
    rmSync(layout, { recursive: true });
    expect(await buildImage(workspace.hello)).toEqual(image);
  });

  it('of musl takes the variant of a dependency that is for musl, and none for glibc', async () => {
    const optionalDependencies = { '@native/gnu': '1', '@native/musl': '1' };
    workspace.package('node_modules/greeter', { version: '1.2.0', lock: { optionalDependencies } });
    for (const libc of ['gnu', 'musl']) {
      const lock = { optional: true, os: ['linux'], cpu: [process.arch], libc: [libc === 'gnu' ? 'glibc' : libc] };
      workspace.package(`node_modules/@native/${libc}`, { version: '1.0.0', lock });
    }
    const variants = async () => {
      const { layers } = await buildImage(workspace.hello);
      const [dependencies] = layers.filter(({ kind }) => kind === 'dependencies');
      const file = blobFile(join(workspace.folder, 'dist/images/hello'), dependencies?.digest ?? 'sha256:');
      const paths = [...(await readLayer(file)).keys()];
      return ['gnu', 'musl'].filter((libc) => paths.includes(`app/node_modules/@native/${libc}/index.js`));
    };
    await registry.put('20', [debian]);
    await registry.put('20-alpine', [['lib/ld-musl-x86_64.so.1', 'usr/local/bin/node']]);
    await choose('20');
    expect(await variants()).toEqual(['gnu']);
    await choose('20-alpine');
    expect(await variants()).toEqual(['musl']);
  });

  it('moves to what its tag names by now', async () => {
    const first = await registry.put('20', [debian]);
    await choose('20');
    const second = await registry.put('20', [[...debian, 'etc/mended']]);
    const { from, to } = await choose('20');
    expect([from?.digest, to.digest]).toEqual([first, second]);
  });
});
