import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { copyFile, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Digest, LongshoreError } from '@longshore/model';
import { hexOf } from '../hash';
import { type BuiltImage, type Project } from '../image';
import { mediaTypes } from '../oci';

/** Where a service's image is, as an OCI layout with `image.json` beside the index. */
export const imageFolder = ({ workspace, service }: Project): string => join(workspace, 'dist', 'images', service.name);

/** The file of a blob in an OCI layout. */
export const blobFile = (layout: string, digest: Digest): string => join(layout, 'blobs', 'sha256', hexOf(digest));

/** A blob for a layout: bytes, or a file to link. */
export interface LayoutBlob {
  digest: Digest;
  content: Buffer | { file: string };
}

/** Writes an image as an OCI layout into a folder, whole or not at all. */
export async function writeLayout(
  folder: string,
  image: BuiltImage,
  manifest: Buffer,
  blobs: LayoutBlob[],
): Promise<void> {
  const temporary = join(dirname(folder), `.${basename(folder)}-${randomUUID()}`);
  try {
    await mkdir(join(temporary, 'blobs', 'sha256'), { recursive: true });
    await Promise.all(blobs.map((blob) => writeBlob(blobFile(temporary, blob.digest), blob.content)));
    await writeFile(blobFile(temporary, image.digest), manifest);
    await writeFile(join(temporary, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    await writeFile(join(temporary, 'index.json'), JSON.stringify(indexOf(image, manifest.length)));
    await writeFile(join(temporary, 'image.json'), `${JSON.stringify(image, undefined, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The image in the layout; undefined where there is none, or a part of it is gone. */
export async function readLayout(project: Project): Promise<BuiltImage | undefined> {
  const folder = imageFolder(project);
  const text = await readFile(join(folder, 'image.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const image = JSON.parse(text) as BuiltImage;
  const hasLayer = ({ digest, size }: { digest: Digest; size: number }) =>
    statSync(blobFile(folder, digest), { throwIfNoEntry: false })?.size === size;
  return existsSync(blobFile(folder, image.digest)) && image.layers.every(hasLayer) ? image : undefined;
}

/**
 * The image that the target `image` left.
 * @throws LS2008 where there is none
 */
export async function readBuiltImage(project: Project): Promise<BuiltImage> {
  const image = await readLayout(project);
  if (image) return image;
  const { name } = project.service;
  throw new LongshoreError('LS2008', {
    what: `the image of ${name} has not been built`,
    why: `there is no whole image in dist/images/${name}`,
    fix: `npx nx image ${name}`,
  });
}

const indexOf = ({ digest }: BuiltImage, size: number) => ({
  schemaVersion: 2,
  mediaType: mediaTypes.index,
  manifests: [{ mediaType: mediaTypes.manifest, digest, size }],
});

/** Links big blobs to the cache; copies where the file system has no links, or the cache is on another. */
async function writeBlob(target: string, content: LayoutBlob['content']): Promise<void> {
  if (Buffer.isBuffer(content)) return writeFile(target, content);
  await link(content.file, target).catch(() => copyFile(content.file, target));
}
