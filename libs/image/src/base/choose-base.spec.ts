import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Digest } from '@longshore/model';
import { openRepository, type Repository } from '@longshore/registry';
import { DistributionServer, distributionTestsRun } from '@longshore/registry/src/testing/distribution-server';
import { buildImage } from '../build/build-image';
import { blobFile } from '../build/layout';
import { ociArchitecture } from '../closure/platform';
import { hexOf, sha256 } from '../hash';
import { type LayerEntry } from '../layers/entry';
import { packLayer } from '../layers/pack';
import { mediaTypes } from '../oci';
import { FixtureWorkspace } from '../testing/workspace';
import { chooseBase } from './choose-base';

const here = ociArchitecture(process.arch);

const file = (path: string): LayerEntry => ({ type: 'file', path, executable: true, content: Buffer.from(path) });

/** Pushes images as bases are: of some layers, for one platform. */
class BaseRegistry {
  readonly repository: Repository;
  readonly #folder = mkdtempSync(join(tmpdir(), 'longshore-base-'));

  constructor(readonly server: DistributionServer) {
    this.repository = openRepository({ host: server.host, name: 'base/node' });
  }

  reference(tag: string): string {
    return `${this.server.host}/base/node:${tag}`;
  }

  async put(tag: string, layers: string[][], config: object = {}, architecture = here): Promise<Digest> {
    const packed = await Promise.all(layers.map((paths) => packLayer(paths.map(file), this.#folder, 1)));
    for (const { digest, size } of packed) {
      await this.#putBlob(readFileSync(join(this.#folder, hexOf(digest))), mediaTypes.layer, digest, size);
    }
    const diffIds = packed.map(({ diffId }) => diffId);
    const text = Buffer.from(
      JSON.stringify({ os: 'linux', architecture, config, rootfs: { type: 'layers', diff_ids: diffIds } }),
    );
    const configured = { mediaType: mediaTypes.config, digest: sha256(text), size: text.length };
    await this.#putBlob(text, configured.mediaType, configured.digest, configured.size);
    const described = packed.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, digest, size }));
    return this.#putManifest(tag, mediaTypes.manifest, { config: configured, layers: described });
  }

  putIndex(tag: string, manifests: [architecture: string, digest: Digest][]): Promise<Digest> {
    return this.#putManifest(tag, mediaTypes.index, {
      manifests: manifests.map(([architecture, digest]) => ({
        mediaType: mediaTypes.manifest,
        digest,
        size: 1,
        platform: { os: 'linux', architecture },
      })),
    });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #putManifest(tag: string, mediaType: string, content: object): Promise<Digest> {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
    return this.repository.putManifest(bytes, mediaType, tag);
  }

  async #putBlob(content: Buffer, mediaType: string, digest: Digest, size: number): Promise<void> {
    await this.repository.putBlob({ mediaType, digest, size, open: () => Readable.from([content]) });
  }
}

const runs = distributionTestsRun('choosing a base image from a registry');

(runs ? describe : describe.skip)('a base from a registry', () => {
  let registry: BaseRegistry;
  let workspace: FixtureWorkspace;

  beforeEach(async () => {
    registry = new BaseRegistry(await DistributionServer.start());
    workspace = new FixtureWorkspace();
  });

  afterEach(async () => {
    workspace.remove();
    await registry.stop();
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
    await registry.server.stop();
    rmSync(layout, { recursive: true });
    expect(await buildImage(workspace.hello)).toEqual(image);
  });

  it('moves to what its tag names by now', async () => {
    const first = await registry.put('20', [debian]);
    await choose('20');
    const second = await registry.put('20', [[...debian, 'etc/mended']]);
    const { from, to } = await choose('20');
    expect([from?.digest, to.digest]).toEqual([first, second]);
  });
});
