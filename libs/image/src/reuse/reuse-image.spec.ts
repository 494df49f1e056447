import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository, type Repository } from '@longshore/registry';
import { RegistryServer } from '@longshore/registry/src/testing/registry-server';
import { buildImage } from '../build/build-image';
import { blobFile, imageFolder, readBuiltImage } from '../build/layout';
import { type BuiltImage } from '../image';
import { sendImage } from '../push/send-image';
import { FixtureWorkspace } from '../testing/workspace';
import { keyTag, reuseImage } from './reuse-image';

describe('reuseImage', () => {
  const first = new FixtureWorkspace();
  let elsewhere: FixtureWorkspace;
  let image: BuiltImage;
  let registry: RegistryServer;
  let hello: Repository;

  beforeAll(async () => {
    image = await buildImage(first.hello);
  });
  afterAll(() => first.remove());
  beforeEach(async () => {
    elsewhere = new FixtureWorkspace();
    registry = await RegistryServer.start();
    hello = openRepository({ host: registry.host, name: 'hello', retry: { attempts: 3, firstWaitMs: 1 } });
  });
  afterEach(async () => {
    elsewhere.remove();
    await registry.stop();
  });

  const push = async () => {
    const layout = imageFolder(first.hello);
    const manifest = readFileSync(blobFile(layout, image.digest));
    await sendImage({ repository: hello, layout, image, manifest });
    await hello.putManifest(manifest, 'application/vnd.oci.image.manifest.v1+json', keyTag(image.inputKey));
  };
  const reuse = () => reuseImage(elsewhere.hello, image.inputKey, hello);

  it('leaves what a build would have left', async () => {
    await push();
    expect(await reuse()).toEqual(image);
    expect(await readBuiltImage(elsewhere.hello)).toEqual(image);
    const [folder, built] = [imageFolder(elsewhere.hello), imageFolder(first.hello)];
    const blobs = readdirSync(join(built, 'blobs/sha256'));
    expect(readdirSync(join(folder, 'blobs/sha256'))).toEqual(blobs);
    for (const file of [...blobs.map((blob) => `blobs/sha256/${blob}`), 'index.json', 'oci-layout', 'image.json']) {
      expect(readFileSync(join(folder, file)).equals(readFileSync(join(built, file)))).toBe(true);
    }
  });

  it('fetches only layers that are not there', async () => {
    await push();
    elsewhere.takeCacheOf(first);
    registry.requests.length = 0;
    await reuse();
    const [manifest, config, ...more] = registry.requests;
    expect(manifest).toBe(`GET /v2/hello/manifests/key-${image.inputKey}`);
    expect(config).toMatch(/^GET .*blobs/);
    expect(more).toEqual([]);
  });

  it('finds nothing where no image of the key was pushed', async () => {
    expect(await reuse()).toBeUndefined();
  });

  it.each([
    ['lies about a layer', { status: 200, body: 'other' }, 'LS2203'],
    ['breaks off', 'reset' as const, 'LS2201'],
  ])('leaves no image where the registry %s', async (_, failure, code) => {
    await push();
    registry.fail(new RegExp(`^GET .*${image.layers[1]?.digest}`), failure, 9);
    await expect(reuse()).rejects.toMatchObject({ code });
    await expect(readBuiltImage(elsewhere.hello)).rejects.toMatchObject({ code: 'LS2008' });
    const cache = join(elsewhere.folder, '.longshore/cache/blobs/sha256');
    expect(readdirSync(cache).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
