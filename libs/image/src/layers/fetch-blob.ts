import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Descriptor, type Repository } from '@longshore/registry';
import { hexOf } from '../hash';

/**
 * Fetches a blob into a folder of blobs, unless it is there. Its digest is checked on the way: what is not whole gets
 * no name.
 * @returns the path of its file
 */
export async function fetchBlob(
  repository: Repository,
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
  blobs: string,
  signal?: AbortSignal,
): Promise<string> {
  const target = join(blobs, hexOf(digest));
  if ((await stat(target).catch(() => undefined))?.size === size) return target;
  await mkdir(blobs, { recursive: true });
  const temporary = join(blobs, `.${randomUUID()}`);
  const file = (await open(temporary, 'wx')).createWriteStream();
  try {
    await pipeline(await repository.blob(digest, signal), file);
    await rename(temporary, target);
  } finally {
    file.destroy();
    await rm(temporary, { force: true });
  }
  return target;
}
