import { type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PullError } from '../runtime';

const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * Tells a layer's compression by its magic number, since media types are not always true.
 * @returns the bytes, whole, and what decompresses them where anything must
 * @throws PullError for zstd, which Node 20 cannot read
 */
export async function compressionOf(
  bytes: AsyncIterable<Buffer>,
): Promise<{ bytes: AsyncIterable<Buffer>; decompress?: Transform }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  let next: IteratorResult<Buffer> | undefined;
  while (head.length < zstd.length && !next?.done) {
    next = await iterator.next();
    if (!next.done) head = Buffer.concat([head, next.value]);
  }
  if (head.subarray(0, zstd.length).equals(zstd)) throw new PullError('zstd layers need a Docker Engine');
  const whole = followedBy(head, iterator);
  return head[0] === 0x1f && head[1] === 0x8b ? { bytes: whole, decompress: createGunzip() } : { bytes: whole };
}

async function* followedBy(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => rest };
}
