import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { digestInvalid, RegistryError } from '../errors';
import { type BlobStore } from './blob-store';

/** Bytes: the quota of ECR for a layer. */
const largest = 52_000 * 1024 * 1024;

/** Content on its way: written to a file and hashed as it comes. */
export class Upload {
  readonly id = randomUUID();
  readonly #hash = createHash('sha256');
  #size = 0;
  #busy = false;

  constructor(
    readonly repository: string,
    private readonly file: string,
    /** Milliseconds since 1970. */
    public usedAt: number,
  ) {}

  /** Bytes that have come. */
  get size(): number {
    return this.#size;
  }

  /**
   * Takes more bytes; what came before a connection broke stays.
   * @throws RegistryError BLOB_UPLOAD_INVALID while another request sends bytes, SIZE_INVALID beyond the quota of ECR
   */
  async append(body: AsyncIterable<Buffer>): Promise<void> {
    if (this.#busy) throw new RegistryError(409, 'BLOB_UPLOAD_INVALID', 'Another request writes to this upload');
    this.#busy = true;
    const file = await open(this.file, 'a', 0o600);
    try {
      for await (const chunk of body) {
        if (this.#size + chunk.length > largest) throw new RegistryError(413, 'SIZE_INVALID', 'The blob is too large');
        const written = file.writeFile(chunk);
        // Hashing while the chunk is on its way to the file costs no time of its own.
        this.#hash.update(chunk);
        this.#size += chunk.length;
        await written;
      }
    } finally {
      this.#busy = false;
      await file.close();
    }
  }

  /**
   * Makes it a blob.
   * @throws RegistryError DIGEST_INVALID where the content has another digest
   */
  async finish(blobs: BlobStore, digest: string): Promise<void> {
    const actual = `sha256:${this.#hash.digest('hex')}`;
    if (actual !== digest) throw digestInvalid(`The content has the digest ${actual}, not ${digest}`);
    await blobs.keep(this.file, digest);
  }

  /** Removes what came of it. */
  discard(): Promise<void> {
    return rm(this.file, { force: true });
  }
}
