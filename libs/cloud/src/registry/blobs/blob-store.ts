import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/** Bytes of a blob, the last included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Content by digest, each kept once. A file has its name only when it is whole, so that a crash leaves no half blob. */
export class BlobStore {
  readonly #blobs: string;
  readonly #uploads: string;
  readonly #isUsed: (digest: string) => boolean;
  #ready: Promise<void> | undefined;

  /** @param isUsed whether content is still wanted: what is not goes at the next start */
  constructor(dir: string, isUsed: (digest: string) => boolean) {
    this.#blobs = join(dir, 'blobs', 'sha256');
    this.#uploads = join(dir, 'uploads');
    this.#isUsed = isUsed;
  }

  /** Opens content, or a part of it; undefined where it is not there. */
  async open(digest: string, range?: ByteRange): Promise<Readable | undefined> {
    const file = await open(this.#path(digest)).catch(ignoreMissing);
    return file?.createReadStream({ highWaterMark: 256 * 1024, ...range });
  }

  /** Reads content that is small, as a manifest is; undefined where it is not there. */
  async read(digest: string): Promise<Buffer | undefined> {
    const content = await this.open(digest);
    return content && buffer(content);
  }

  /** Keeps small content; gives its digest. */
  async add(bytes: Buffer): Promise<string> {
    const digest = digestOf(bytes);
    const file = await this.newFile();
    await writeFile(file, bytes, { mode: 0o600 });
    await this.keep(file, digest);
    return digest;
  }

  /** The path of a file that can be filled and then kept; there is none yet. */
  async newFile(): Promise<string> {
    await (this.#ready ??= this.#prepare());
    return join(this.#uploads, randomUUID());
  }

  /** Takes over a file whose content has this digest. No sync to disk: what is written survives a kill without it. */
  async keep(file: string, digest: string): Promise<void> {
    await rename(file, this.#path(digest));
  }

  /** Clears away what a former life left: uploads that nobody will go on with, and content that nobody wants. */
  async #prepare(): Promise<void> {
    await rm(this.#uploads, { recursive: true, force: true });
    await mkdir(this.#uploads, { recursive: true, mode: 0o700 });
    await mkdir(this.#blobs, { recursive: true, mode: 0o700 });
    const unused = (await readdir(this.#blobs)).filter((name) => !this.#isUsed(`sha256:${name}`));
    await Promise.all(unused.map((name) => unlink(join(this.#blobs, name))));
  }

  #path(digest: string): string {
    const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
    if (hex === undefined) throw new Error(`not a digest: ${digest}`);
    return join(this.#blobs, hex);
  }
}

/** The digest of bytes, as `sha256:…`. */
export const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
