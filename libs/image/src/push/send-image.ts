import { createReadStream } from 'node:fs';
import {
  atOnce,
  type BlobSource,
  type Descriptor,
  isRefusal,
  type Manifest,
  type Repository,
} from '@longshore/registry';
import { blobFile } from '../build/layout';
import { type BuiltImage, type PushProgress } from '../image';
import { mediaTypes } from '../oci';
import { Progress } from './progress';

/** What is to be sent where. */
export interface Push {
  repository: Repository;
  /** Folder of the OCI layout. */
  layout: string;
  image: BuiltImage;
  manifest: Buffer;
  /** Another repository of the registry whose layers may be taken over. */
  mountFrom?: string;
  /** Sends also what the registry says that it has. */
  evenIfThere?: boolean;
  onProgress?: (progress: PushProgress) => void;
  signal?: AbortSignal;
}

/** Sends blobs and manifest; all of it once more where the registry does not know a blob that it said it had. */
export async function sendImage(push: Push): Promise<{ bytes: number; layers: number }> {
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

async function sendBlobs({ repository, layout, manifest, mountFrom, evenIfThere, onProgress, signal }: Push) {
  const { config, layers } = JSON.parse(manifest.toString()) as Manifest;
  const options = { ...(evenIfThere ? { evenIfThere } : {}), ...(mountFrom ? { mountFrom } : {}) };
  const progress = new Progress(layers.length, onProgress ?? (() => undefined));
  const [configBytes = 0, ...layerBytes] = await atOnce(
    [config, ...layers],
    async (blob, either) => {
      const sent = await repository.putBlob(blobOf(layout, blob, progress), { ...options, signal: either });
      if (blob !== config) progress.layerDone();
      return sent;
    },
    signal,
  );
  const bytes = layerBytes.reduce((sum, size) => sum + size, configBytes);
  return { bytes, layers: layerBytes.filter((size) => size > 0).length };
}

const blobOf = (layout: string, descriptor: Descriptor, progress: Progress): BlobSource => ({
  ...descriptor,
  open: () => progress.counted(createReadStream(blobFile(layout, descriptor.digest), { highWaterMark: 1 << 20 })),
});
