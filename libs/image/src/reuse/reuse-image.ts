import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Digest } from '@longshore/model';
import { atOnce, type Descriptor, type Repository } from '@longshore/registry';
import { type History, layerKinds } from '../build/layer-kinds';
import { type LayoutBlob, writeLayout } from '../build/layout';
import { hexOf } from '../hash';
import { type BuiltImage, type Project } from '../image';
import { LayerCache } from '../layers/cache';
import { fetchBlob } from '../layers/fetch-blob';

/** The tag of the image that is made of these inputs: it never moves, for the same key means the same digest. */
export const keyTag = (inputKey: string): string => `key-${inputKey}`;

/**
 * Takes over the image of an input key from a registry instead of building it: `dist/images/<service>` is as if it had
 * been built here. Layers that this workspace knows are not fetched.
 * @returns undefined where the registry has no image of this key
 * @throws LS2201 to LS2203
 */
export async function reuseImage(
  project: Project,
  inputKey: string,
  repository: Repository,
  signal?: AbortSignal,
): Promise<BuiltImage | undefined> {
  const found = await repository.manifest(keyTag(inputKey), signal);
  if (!found) return undefined;
  const { config, layers } = found.manifest;
  const configBytes = await buffer(await repository.blob(config.digest, signal));
  const { blobs } = new LayerCache(project.workspace);
  await atOnce(layers, (layer, either) => fetchBlob(repository, layer, blobs, either), signal);
  const image: BuiltImage = {
    service: project.service.name,
    digest: found.digest,
    inputKey,
    size: layers.reduce((sum, { size }) => sum + size, 0),
    layers: layersOf(configBytes, layers),
  };
  await writeLayout(project, image, found.bytes, [
    { digest: config.digest, content: configBytes },
    ...layers.map(({ digest }): LayoutBlob => ({ digest, content: { file: join(blobs, hexOf(digest)) } })),
  ]);
  return image;
}

function layersOf(config: Buffer, layers: Descriptor[]): BuiltImage['layers'] {
  const { rootfs, history } = JSON.parse(config.toString()) as { rootfs: { diff_ids: Digest[] }; history?: History };
  const kinds = layerKinds(history);
  return layers.map(({ digest, size }, index) => ({
    kind: kinds[index] ?? 'base',
    digest,
    diffId: rootfs.diff_ids[index] ?? digest,
    size,
  }));
}
