import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { type Digest } from '@longshore/model';

/** The content address of some bytes. */
export const digestOf = (bytes: Uint8Array): Digest => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Passes bytes on, and fails at their end where they do not hash to the digest. */
export class DigestCheck extends Transform {
  readonly #hash = createHash('sha256');
  readonly #expected: Digest;
  readonly #failure: (actual: Digest) => Error;

  constructor(expected: Digest, failure: (actual: Digest) => Error) {
    super();
    this.#expected = expected;
    this.#failure = failure;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    const actual: Digest = `sha256:${this.#hash.digest('hex')}`;
    done(actual === this.#expected ? null : this.#failure(actual));
  }
}
