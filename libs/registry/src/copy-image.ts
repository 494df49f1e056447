import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Digest } from '@longshore/model';
import { atOnce } from './at-once';
import { mediaTypes } from './media-types';
import { type Descriptor, type Repository, type StoredManifest } from './repository';

/** Kinds of records that go with an image: what was attested of it, and what it is made of. */
const recordTypes = [mediaTypes.inToto, mediaTypes.cycloneDx];

/** What a copy has sent. */
export interface Copied {
  bytes: number;
  layers: number;
}

/**
 * Copies an image by digest from one registry to another, and then every record that is attached to it: evidence,
 * bill of materials, where it was proven. It gets no tag. What is there already is not sent.
 * @returns undefined where the first registry does not have the image
 * @throws LS2201 to LS2204
 */
export async function copyImage(
  from: Repository,
  to: Repository,
  digest: Digest,
  signal?: AbortSignal,
): Promise<Copied | undefined> {
  const image = await from.manifest(digest, signal);
  if (!image) return undefined;
  if (from.name === to.name) return { bytes: 0, layers: 0 };
  const sent = await copyManifest(from, to, image, signal);
  for (const type of recordTypes) {
    for (const record of await from.referrers(digest, type, signal)) {
      const manifest = await from.manifest(record.digest, signal);
      if (manifest) sent.bytes += (await copyManifest(from, to, manifest, signal)).bytes;
    }
  }
  return sent;
}

/** Blobs first, all at once; the manifest names them. */
async function copyManifest(
  from: Repository,
  to: Repository,
  { manifest, bytes, digest }: StoredManifest,
  signal?: AbortSignal,
): Promise<Copied> {
  const { config, layers, mediaType } = manifest;
  const mountFrom = mountSource(from, to);
  const [configBytes = 0, ...layerBytes] = await atOnce(
    [config, ...layers],
    (blob, either) =>
      to.putBlob(
        { ...blob, open: () => reading(from, blob, either) },
        { signal: either, ...(mountFrom ? { mountFrom } : {}) },
      ),
    signal,
  );
  await to.putManifest(bytes, mediaType, digest, signal);
  const sent = layerBytes.reduce((sum, size) => sum + size, configBytes);
  return { bytes: sent, layers: layerBytes.filter((size) => size > 0).length };
}

/** Within one registry blobs are taken over without being sent. */
function mountSource(from: Repository, to: Repository): string | undefined {
  const [[host, name], [otherHost]] = [partsOf(from), partsOf(to)];
  return host === otherHost ? name : undefined;
}

const partsOf = ({ name }: Repository): [host: string, name: string] => {
  const slash = name.indexOf('/');
  return [name.slice(0, slash), name.slice(slash + 1)];
};

/** A blob of the other registry as a stream, before that has answered. */
function reading(from: Repository, { digest }: Descriptor, signal: AbortSignal): Readable {
  const through = new PassThrough();
  from
    .blob(digest, signal)
    .then((blob) => pipeline(blob, through))
    .catch((error: Error) => through.destroy(error));
  return through;
}
