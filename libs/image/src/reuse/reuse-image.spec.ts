import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealStatement, signerOf } from '@longshore/model';
import { provenanceFor as provenance } from '@longshore/model/src/testing';
import { attachRecords, openRepository, type Repository } from '@longshore/registry';
import { RegistryServer } from '@longshore/registry/src/testing/registry-server';
import { buildImage } from '../build/build-image';
import { blobFile, imageFolder, readBuiltImage } from '../build/layout';
import { type BuiltImage } from '../image';
import { mediaTypes } from '../oci';
import { sendImage } from '../push/send-image';
import { provenanceFor } from '../records/record-files';
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
    await pushAlone();
    await attest();
  };
  const pushAlone = async () => {
    const layout = imageFolder(first.hello);
    const manifest = readFileSync(blobFile(layout, image.digest));
    await sendImage({ repository: hello, layout, image, manifest });
    await hello.putManifest(manifest, mediaTypes.manifest, keyTag(image.inputKey));
  };
  const attest = async (inputKey = image.inputKey, key?: KeyObject) => {
    const statement = provenance(image.digest, { service: 'hello', inputKey });
    const subject = { mediaType: mediaTypes.manifest, digest: image.digest, size: 1 };
    const envelope = key && (await sealStatement(statement, signerOf(key)));
    return attachRecords(hello, subject, [{ statement, ...(envelope && { envelope }) }]);
  };
  const reuse = () => reuseImage(elsewhere.hello, image.inputKey, hello);

  it('leaves what a build would have left', async () => {
    await push();
    expect(await reuse()).toEqual(image);
    expect(await provenanceFor(elsewhere.hello, image)).toMatchObject({ statement: { subject: [{ name: 'hello' }] } });
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
    const layer = /blobs\/sha256:[0-9a-f]{64}$/;
    const fetched = [config, ...more].flatMap((request) => layer.exec(request ?? '') ?? []);
    expect(fetched.filter((path) => image.layers.some(({ digest }) => path.includes(digest)))).toEqual([]);
  });

  describe('takes over only what has provenance for this key:', () => {
    const ours = generateKeyPairSync('ed25519');
    const signers = [ours.publicKey.export({ type: 'spki', format: 'pem' }).toString()];
    const untrusted = { code: 'LS3127', what: expect.stringContaining('cannot be trusted') };

    it('no image to which somebody else gave the tag', async () => {
      await pushAlone();
      await expect(reuse()).rejects.toMatchObject(untrusted);
      await expect(readBuiltImage(elsewhere.hello)).rejects.toMatchObject({ code: 'LS2008' });
    });

    it('no image that was built from other inputs', async () => {
      await pushAlone();
      await attest('another key');
      await expect(reuse()).rejects.toMatchObject(untrusted);
    });

    it('no unsigned provenance, and none of another signer, if signatures are asked for', async () => {
      await push();
      await attest(image.inputKey, generateKeyPairSync('ed25519').privateKey);
      const reuseSigned = () => reuseImage(elsewhere.hello, image.inputKey, hello, { signers });
      await expect(reuseSigned()).rejects.toMatchObject(untrusted);
      await attest(image.inputKey, ours.privateKey);
      expect(await reuseSigned()).toEqual(image);
    });

    it('nothing at all if no key is named', async () => {
      await push();
      await expect(reuseImage(elsewhere.hello, image.inputKey, hello, { signers: [] })).rejects.toMatchObject(
        untrusted,
      );
    });
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
