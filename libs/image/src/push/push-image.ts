import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  attachEvidence,
  type BlobSource,
  type Descriptor,
  isRefusal,
  type Manifest,
  type Repository,
} from '@longshore/registry';
import { blobFile, imageFolder, readBuiltImage } from '../build/layout';
import { evidenceFor } from '../evidence/evidence-file';
import { type BuiltImage, type Project, type PushedImage } from '../image';
import { mediaTypes } from '../oci';
import { testsKey } from '../tests-key';

/** What one push needs to know. */
interface Push {
  repository: Repository;
  layout: string;
  image: BuiltImage;
  manifest: Buffer;
  /** Another repository of the registry whose layers may be taken over. */
  mountFrom?: string;
  /** Sends also what the registry says that it has. */
  evenIfThere?: boolean;
  signal?: AbortSignal;
}

/**
 * Puts the built image where a cluster can pull it: blobs, manifest, evidence, and tags last, so that no half image
 * ever has a name. What is there already is not sent; where all is there, nothing is written.
 * @throws LS2008 where nothing is built, LS3101 without evidence for this image and these tests, LS2201 to LS2204
 */
export async function pushImage(
  project: Project,
  repository: Repository,
  tags: string[],
  signal?: AbortSignal,
  options: { mountFrom?: string } = {},
): Promise<PushedImage> {
  const image = await readBuiltImage(project);
  const evidence = await evidenceFor(project, image, await testsKey(project));
  const layout = imageFolder(project);
  const manifest = await readFile(blobFile(layout, image.digest));
  const push: Push = { repository, layout, image, manifest, ...options, ...(signal ? { signal } : {}) };

  const isThere = (await repository.manifest(image.digest, signal)) !== undefined;
  const sent = isThere ? nothing : await sendImage(push);
  const subject = { mediaType: mediaTypes.manifest, digest: image.digest, size: manifest.length };
  const evidenceBytes = await attachEvidence(repository, subject, evidence, signal);
  await Promise.all(tags.map((tag) => repository.putManifest(manifest, mediaTypes.manifest, tag, signal)));
  return {
    reference: `${repository.name}@${image.digest}`,
    digest: image.digest,
    bytesSent: sent.bytes + evidenceBytes,
    layersSent: sent.layers,
  };
}

const nothing = { bytes: 0, layers: 0 };

/** Sends blobs and manifest; all of it once more where the registry does not know a blob that it said it had. */
async function sendImage(push: Push): Promise<{ bytes: number; layers: number }> {
  const { repository, manifest, image, signal } = push;
  const putManifest = () => repository.putManifest(manifest, mediaTypes.manifest, image.digest, signal);
  let sent = await sendBlobs(push);
  try {
    await putManifest();
  } catch (error) {
    if (!isRefusal(error, 'MANIFEST_BLOB_UNKNOWN')) throw error;
    sent = await sendBlobs({ ...push, evenIfThere: true });
    await putManifest();
  }
  return { bytes: sent.bytes + manifest.length, layers: sent.layers };
}

/** All at once; the first that fails ends the others. */
async function sendBlobs({ repository, layout, manifest, mountFrom, evenIfThere, signal }: Push) {
  const { config, layers } = JSON.parse(manifest.toString()) as Manifest;
  const failure = new AbortController();
  const options = {
    signal: signal ? AbortSignal.any([signal, failure.signal]) : failure.signal,
    ...(evenIfThere ? { evenIfThere } : {}),
    ...(mountFrom ? { mountFrom } : {}),
  };
  try {
    const [configBytes, ...layerBytes] = await Promise.all(
      [config, ...layers].map((blob) => repository.putBlob(blobOf(layout, blob), options)),
    );
    const bytes = layerBytes.reduce((sum, size) => sum + size, configBytes ?? 0);
    return { bytes, layers: layerBytes.filter((size) => size > 0).length };
  } catch (error) {
    failure.abort(error);
    throw error;
  }
}

const blobOf = (layout: string, descriptor: Descriptor): BlobSource => ({
  ...descriptor,
  open: () => createReadStream(blobFile(layout, descriptor.digest), { highWaterMark: 1 << 20 }),
});
