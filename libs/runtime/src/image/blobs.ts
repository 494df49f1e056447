import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { type ImageSource, PullError } from '../runtime';

const digestPattern = /^sha256:([0-9a-f]{64})$/;

/** Manifests and configs are small; engines refuse larger ones too (4 MiB is containerd's limit). */
const largestDocument = 4 * 1024 * 1024;

/**
 * The hex part of a sha256 digest, safe as a file name.
 * @throws PullError where it is none
 */
export function hexOf(digest: string): string {
  const hex = digestPattern.exec(digest)?.[1];
  if (!hex) throw new PullError(`invalid digest ${JSON.stringify(digest)}: only sha256 is supported`);
  return hex;
}

/** Passes bytes on, and throws a PullError at their end unless they have the digest. */
export async function* verified(bytes: Readable, digest: string): AsyncGenerator<Buffer> {
  const expected = hexOf(digest);
  const hash = createHash('sha256');
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
  const actual = hash.digest('hex');
  if (actual !== expected) throw new PullError(`${digest} does not match its content, which is sha256:${actual}`);
}

/** Reads a manifest, index or config, verified. */
export async function readDocument(source: ImageSource, digest: string, signal?: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of verified(await source.open(digest, signal), digest)) {
    size += chunk.length;
    if (size > largestDocument) throw new PullError(`${digest} is larger than ${largestDocument} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
