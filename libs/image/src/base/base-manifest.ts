import { buffer } from 'node:stream/consumers';
import { type Digest, LongshoreError } from '@longshore/model';
import { atOnce, type Descriptor, type Manifest, type Repository } from '@longshore/registry';
import { fetchBlob } from '../layers/fetch-blob';
import { type Layer } from '../layers/pack';

/** The config of an image, as far as a base is concerned. */
export interface BaseConfig {
  architecture: string;
  os: string;
  config?: { Env?: string[]; Entrypoint?: string[] | null };
  rootfs: { diff_ids: Digest[] };
}

/** An image of one platform in a registry. */
export interface BaseImageContent {
  config: BaseConfig;
  layers: Layer[];
}

/** Reads the config of an image. */
export async function readBaseConfig(repository: Repository, { config }: Manifest, signal?: AbortSignal) {
  return JSON.parse((await buffer(await repository.blob(config.digest, signal))).toString()) as BaseConfig;
}

/**
 * Fetches the layers of an image that are not there yet.
 * @throws LS2009 where a layer is packed in a way that engines of today may not know
 */
export async function fetchBase(
  repository: Repository,
  manifest: Manifest,
  blobs: string,
  signal?: AbortSignal,
): Promise<BaseImageContent> {
  manifest.layers.forEach(refuseOtherPacking);
  const config = await readBaseConfig(repository, manifest, signal);
  await atOnce(manifest.layers, (layer, either) => fetchBlob(repository, layer, blobs, either), signal);
  const layers = manifest.layers.map(({ digest, size }, index) => ({
    digest,
    size,
    diffId: config.rootfs.diff_ids[index] ?? digest,
  }));
  return { config, layers };
}

/** Engine 20.10 pulls no zstd. */
function refuseOtherPacking({ mediaType, digest }: Descriptor): void {
  if (/tar(\+|\.)gzip$/.test(mediaType)) return;
  throw new LongshoreError('LS2009', {
    what: 'the base image has a layer that is not packed with gzip',
    why: `${digest} is ${mediaType}`,
    fix: 'npx longshore base-image set public.ecr.aws/docker/library/node:22-slim',
  });
}
