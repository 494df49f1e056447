import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Digest } from '@longshore/model';
import { pack, type Pack } from 'tar-stream';
import { hexOf } from '../hash';
import { arrange, type LayerEntry } from './entry';

/** A packed layer. */
export interface Layer {
  /** Digest of the compressed bytes. */
  digest: Digest;
  /** Digest of the tar before compression. */
  diffId: Digest;
  /** Compressed bytes. */
  size: number;
}

/** Goes up whenever the same entries would be packed to other bytes. */
export const packerVersion = 1;

/**
 * Packs entries into `<blobs>/<hex digits>`. The bytes depend on paths, contents and the executable bit alone: order,
 * times, owners and modes are fixed.
 * @param level of gzip, 1 (fast) to 9 (small)
 */
export const packLayer = (entries: LayerEntry[], blobs: string, level: number, signal?: AbortSignal): Promise<Layer> =>
  storeLayer(tarOf(entries), blobs, level, signal);

/** Compresses a tar into `<blobs>/<hex digits>`. */
export async function storeLayer(
  openTar: () => Readable,
  blobs: string,
  level: number,
  signal?: AbortSignal,
): Promise<Layer> {
  await mkdir(blobs, { recursive: true });
  const temporary = join(blobs, `.${randomUUID()}`);
  const [tar, compressed] = [new Meter(), new Meter()];
  // Opened before the pipeline: a stream that is aborted while it opens its file would make it after the removal below.
  const file = (await open(temporary, 'wx')).createWriteStream();
  try {
    const gzip = createGzip({ level, chunkSize });
    await pipeline(openTar(), tar, gzip, new GzipHeader(), compressed, file, { signal });
    const layer = { digest: compressed.digest(), diffId: tar.digest(), size: compressed.size };
    await rename(temporary, join(blobs, hexOf(layer.digest)));
    return layer;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * A tar of the entries, see `packLayer`, which is written from when it is asked for: an entry that cannot be read is an
 * error of the stream, and whoever reads it has to be there by then.
 */
export function tarOf(entries: LayerEntry[]): () => Readable {
  return () => {
    const archive = pack();
    // Who reads it sees the error; without a listener it would be thrown as well.
    archive.on('error', () => undefined);
    void writeEntries(archive, arrange(entries)).catch((error: Error) => archive.destroy(error));
    // streamx streams, which tar-stream makes, work in Node's pipelines but are typed apart.
    return archive as unknown as Readable;
  };
}

async function writeEntries(archive: Pack, entries: LayerEntry[]): Promise<void> {
  for (const entry of entries) await writeEntry(archive, entry);
  archive.finalize();
}

async function writeEntry(archive: Pack, entry: LayerEntry): Promise<void> {
  if (entry.type === 'directory') {
    return addEntry(archive, { ...fixed, name: `${entry.path}/`, type: 'directory', mode: entry.mode });
  }
  const { path, executable, content } = entry;
  const header = { ...fixed, name: path, type: 'file' as const, mode: executable ? 0o755 : 0o644 };
  if (Buffer.isBuffer(content)) return addEntry(archive, header, content);
  const sink = archive.entry({ ...header, size: content.size });
  await pipeline(createReadStream(content.file, { highWaterMark: chunkSize }), sink);
}

const addEntry = (archive: Pack, header: HeaderArgument, content?: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    const sink = content ? archive.entry(header, content, done) : archive.entry(header, done);
    sink.on('error', reject);
  });

type HeaderArgument = Parameters<Pack['entry']>[0];

/** Bytes that go from stage to stage at once: a fifth of the time is lost with Node’s own 16 to 64 KiB. */
const chunkSize = 1 << 20;

const fixed = { uid: 0, gid: 0, mtime: new Date(0) };

/** Passes bytes on, counts and hashes them. */
class Meter extends Transform {
  size = 0;
  readonly #hash: Hash = createHash('sha256');

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.size += chunk.length;
    this.#hash.update(chunk);
    done(null, chunk);
  }

  digest(): Digest {
    return `sha256:${this.#hash.digest('hex')}`;
  }
}

/** Byte 9 of a gzip stream names the system that wrote it: 255 is `unknown` (RFC 1952, 2.3.1). */
class GzipHeader extends Transform {
  #position = 0;

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    const index = 9 - this.#position;
    this.#position += chunk.length;
    if (index >= 0 && index < chunk.length) chunk[index] = 255;
    done(null, chunk);
  }
}
