import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type EvidenceRecord } from '@longshore/model';
import { evidenceFor } from '@longshore/model/src/testing';
import { attachArtifact } from '../artifact';
import { copyImage } from '../copy-image';
import { digestOf } from '../digest';
import { openRepository } from '../distribution/open-repository';
import { attachRecords, readImageRecords } from '../records';
import { mediaTypes } from '../media-types';
import { type BlobSource, type Descriptor, type Manifest, type Repository } from '../repository';
import { RegistryServer } from './registry-server';

/** What the suite needs to know of a registry. */
export interface RegistryUnderTest {
  /** Starts it, empty. */
  start: () => Promise<{ open(name: string): Promise<Repository>; stop(): Promise<void> }>;
  /** Whether it keeps lists of referrers itself; where not, they are under the tag `sha256-<hex>`. */
  keepsReferrers: boolean;
}

/** Content for a registry. */
export function blobOf(content: string | Buffer, mediaType = 'application/octet-stream'): BlobSource {
  const bytes = Buffer.from(content);
  return { mediaType, digest: digestOf(bytes), size: bytes.length, open: () => Readable.from([bytes]) };
}

/** What every registry does alike with our client: one suite, run against each. */
export function describeRegistry(name: string, { start, keepsReferrers }: RegistryUnderTest): void {
  describe(name, () => {
    let registry: Awaited<ReturnType<RegistryUnderTest['start']>>;
    let rooms: Repository;

    beforeAll(async () => {
      registry = await start();
    });
    afterAll(() => registry.stop());

    let count = 0;
    beforeEach(async () => {
      rooms = await registry.open(`rooms-${++count}`);
    });

    const config = blobOf('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}', configType);
    const layer = blobOf('a layer', layerType);

    /** Puts an image with one layer; gives its manifest's bytes. */
    const putImage = async (repository: Repository, reference?: string, content = layer): Promise<Buffer> => {
      await Promise.all([repository.putBlob(config), repository.putBlob(content)]);
      const bytes = manifestOf(config, content);
      await repository.putManifest(bytes, mediaTypes.manifest, reference ?? digestOf(bytes));
      return bytes;
    };

    it('takes a blob once, in one piece, and gives it back', async () => {
      const large = blobOf(Buffer.alloc(3 << 20, 'layer'));
      expect(await rooms.hasBlob(large.digest)).toBe(false);
      expect(await rooms.putBlob(large)).toBe(large.size);
      expect(await rooms.putBlob(large)).toBe(0);
      expect(digestOf(Buffer.from(await text(await rooms.blob(large.digest))))).toBe(large.digest);
    });

    it('takes many blobs at once', async () => {
      const blobs = Array.from({ length: 12 }, (_, number) => blobOf(`layer ${number}`));
      const sent = await Promise.all(blobs.map((blob) => rooms.putBlob(blob)));
      expect(sent).toEqual(blobs.map(({ size }) => size));
      expect(await Promise.all(blobs.map(({ digest }) => rooms.hasBlob(digest)))).not.toContain(false);
    });

    it('refuses a blob that does not hash to its digest', async () => {
      const wrong = { ...blobOf('some content'), digest: digestOf(Buffer.from('other')) };
      await expect(rooms.putBlob(wrong)).rejects.toMatchObject({ code: 'LS2202' });
      expect(await rooms.hasBlob(wrong.digest)).toBe(false);
    });

    it('has an image under its digest and its tags, byte for byte', async () => {
      const bytes = await putImage(rooms, 'abc');
      for (const reference of ['abc', digestOf(bytes)]) {
        expect(await rooms.manifest(reference)).toMatchObject({ bytes, digest: digestOf(bytes) });
      }
      expect(await rooms.manifest('other')).toBeUndefined();
    });

    it('refuses an image of which a layer is missing, and gives it no name', async () => {
      await rooms.putBlob(config);
      const bytes = manifestOf(config, blobOf('never sent', layerType));
      const error = await rooms.putManifest(bytes, mediaTypes.manifest, 'half').catch((refusal: Error) => refusal);
      expect(error).toMatchObject({ code: 'LS2202' });
      expect(await rooms.manifest('half')).toBeUndefined();
      expect(await rooms.manifest(digestOf(bytes))).toBeUndefined();
    });

    it('takes layers over from another repository, or has them sent', async () => {
      const other = await registry.open('other');
      const shared = blobOf('shared by two', layerType);
      await putImage(other, 'abc', shared);
      const name = other.name.slice(other.name.indexOf('/') + 1);
      expect(await rooms.putBlob(shared, { mountFrom: name })).toBe(0);
      expect(await rooms.hasBlob(shared.digest)).toBe(true);
      const unknown = blobOf('known to none', layerType);
      expect(await rooms.putBlob(unknown, { mountFrom: name })).toBe(unknown.size);
    });

    it('has evidence of an image, also after more was attached', async () => {
      const image = descriptorOf(await putImage(rooms, 'abc'));
      for (const testsKey of ['one', 'two']) await attachRecords(rooms, image, [evidenceOf(image, testsKey)]);
      expect(await attachRecords(rooms, image, [evidenceOf(image, 'one')])).toBe(0);
      const { evidence } = await readImageRecords(rooms, image.digest);
      expect(evidence.map(({ statement }) => statement.predicate.testsKey).sort()).toEqual(['one', 'two']);
      expect((await readImageRecords(rooms, digestOf(Buffer.from('another image')))).evidence).toEqual([]);
    });

    it('takes an image over from another registry with its records, byte for byte', async () => {
      const elsewhere = await RegistryServer.start();
      try {
        const staging = openRepository({ host: elsewhere.host, name: 'rooms' });
        const image = descriptorOf(await putImage(staging));
        await attachRecords(staging, image, [evidenceOf(image, 'one')]);
        const sbom = { artifactType: mediaTypes.cycloneDx, content: Buffer.from('{"bomFormat":"CycloneDX"}') };
        await attachArtifact(staging, image, sbom);
        expect(await copyImage(staging, rooms, image.digest)).toMatchObject({ layers: 1 });
        expect((await rooms.manifest(image.digest))?.bytes).toEqual((await staging.manifest(image.digest))?.bytes);
        for (const type of [mediaTypes.inToto, mediaTypes.cycloneDx]) {
          const digests = async (repository: Repository) =>
            (await repository.referrers(image.digest, type)).map(({ digest }) => digest);
          expect(await digests(rooms)).toEqual(await digests(staging));
          expect(await digests(rooms)).toHaveLength(1);
        }
        expect(await copyImage(staging, rooms, image.digest)).toEqual({ bytes: 0, layers: 0 });
        expect(await copyImage(staging, rooms, digestOf(Buffer.from('another image')))).toBeUndefined();
      } finally {
        await elsewhere.stop();
      }
    });

    it(`keeps the list of referrers ${keepsReferrers ? 'itself' : 'under a tag'}`, async () => {
      const image = descriptorOf(await putImage(rooms, 'abc'));
      await attachRecords(rooms, image, [evidenceOf(image, 'one')]);
      const tagged = await rooms.manifest(image.digest.replace(':', '-'));
      expect(tagged === undefined).toBe(keepsReferrers);
    });
  });
}

const configType = 'application/vnd.oci.image.config.v1+json';
const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';

function manifestOf(...blobs: BlobSource[]): Buffer {
  const [config, ...layers] = blobs.map(({ mediaType, digest, size }): Descriptor => ({ mediaType, digest, size }));
  if (!config) throw new Error('a manifest has a config');
  const manifest: Manifest = { schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers };
  return Buffer.from(JSON.stringify(manifest));
}

const descriptorOf = (bytes: Buffer): Descriptor => ({
  mediaType: mediaTypes.manifest,
  digest: digestOf(bytes),
  size: bytes.length,
});

const evidenceOf = ({ digest }: Descriptor, testsKey: string): EvidenceRecord => ({
  statement: evidenceFor(digest, { testsKey }),
});
