import { join } from 'node:path';
import { hexOf, sha256 } from '../hash';
import { type BuiltImage } from '../image';
import { type Parts } from './builder';
import { imageManifest } from './config';
import { type LayoutBlob, writeLayout } from './layout';

/** Writes config and layers, which are in the cache, as the service's image. */
export async function finishImage(
  { project, cache, layout }: Pick<Parts, 'project' | 'cache' | 'layout'>,
  inputKey: string,
  config: Buffer,
  layers: BuiltImage['layers'],
): Promise<BuiltImage> {
  const manifest = imageManifest({ digest: sha256(config), size: config.length }, layers);
  const size = layers.reduce((sum, layer) => sum + layer.size, 0);
  const image: BuiltImage = { service: project.service.name, digest: sha256(manifest), inputKey, size, layers };
  await writeLayout(layout, image, manifest, [
    { digest: sha256(config), content: config },
    ...layers.map(({ digest }): LayoutBlob => ({ digest, content: { file: join(cache.blobs, hexOf(digest)) } })),
  ]);
  return image;
}
