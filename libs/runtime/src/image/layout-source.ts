import { createReadStream, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageSource, PullError } from '../runtime';
import { hexOf } from './blobs';

/**
 * Reads the first image of an OCI layout folder.
 * @throws PullError where the folder has no index.json, or one that names no image
 */
export function layoutSource(dir: string): ImageSource {
  return {
    digest: firstDigest(dir),
    open: async (digest, signal) => {
      const file = join(dir, 'blobs', 'sha256', hexOf(digest));
      const handle = await open(file).catch((cause: unknown) => {
        throw new PullError(`${digest} is not in ${dir}`, { cause });
      });
      return createReadStream(file, { fd: handle, ...(signal ? { signal } : {}) });
    },
  };
}

function firstDigest(dir: string): string {
  let digest: string | undefined;
  try {
    const index = JSON.parse(readFileSync(join(dir, 'index.json'), 'utf8')) as { manifests?: { digest: string }[] };
    digest = index.manifests?.[0]?.digest;
  } catch (cause) {
    throw new PullError(`${dir} is not an OCI image layout`, { cause });
  }
  if (!digest) throw new PullError(`the OCI image layout ${dir} names no image`);
  return digest;
}
