import { link, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract, type Extract } from 'tar-stream';
import { PullError } from '../runtime';
import { compressionOf } from './compression';
import { below, entryPath, linkTarget } from './layer-path';

type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

/** Files up to this size are written from memory, many at once, in bytes. */
const smallFile = 256 * 1024;
const writesAtOnce = 16;
/** Bytes that a layer may unpack to: all that a Fargate task has for its image and what it writes, 20 GiB. */
const mostBytes = 20 * 2 ** 30;
/** Names that a layer may have below the working directory. */
const mostEntries = 1_000_000;

/**
 * Unpacks the part of a layer (plain or gzip tar) that lies below `workdir` (relative to the image's root) into
 * `folder`, which must exist.
 * @returns the paths, relative to `workdir`, whose content in lower layers this layer hides; '' is all of it
 * @throws PullError where an entry leaves the root, or there is more of them than fits a task
 */
export async function unpackLayer(bytes: AsyncIterable<Buffer>, workdir: string, folder: string): Promise<string[]> {
  const archive = extract();
  const unpacking = new Unpacking(workdir, folder);
  const layer = await compressionOf(bytes);
  const feed = layer.decompress ? pipeline(layer.bytes, layer.decompress, archive) : pipeline(layer.bytes, archive);
  // Where one side fails, the other fails after it with less to say: the cause is the entries' own, else the feed's.
  const [fed, read] = await Promise.allSettled([feed, unpacking.take(archive)]);
  if (read.status === 'rejected') throw read.reason;
  if (fed.status === 'rejected') throw fed.reason;
  return [...unpacking.hidden];
}

type Kind = 'directory' | 'file' | 'link';

/** One layer on its way to disk. */
class Unpacking {
  /** Paths relative to the working directory that lower layers no longer show. */
  readonly hidden = new Set<string>();
  private readonly kinds = new Map<string, Kind>();
  private readonly writes = new Set<Promise<void>>();
  private failure: unknown;
  private bytes = 0;

  constructor(
    private readonly workdir: string,
    private readonly folder: string,
  ) {}

  async take(archive: AsyncIterable<Entry>): Promise<void> {
    try {
      for await (const entry of archive) {
        await this.entry(entry);
        entry.resume();
      }
    } finally {
      await Promise.all(this.writes);
    }
    await this.drain();
  }

  private async entry(entry: Entry): Promise<void> {
    const path = entryPath(entry.header.name);
    const name = posix.basename(path);
    if (name.startsWith('.wh.')) return this.whiteout(posix.dirname(path), name);
    const inside = below(this.workdir, path);
    if (inside === undefined) return this.refuseLinkAbove(path, entry);
    if (inside === '' && entry.header.type !== 'directory') return this.refuseLinkAbove(path, entry);
    this.refuseThroughLink(inside);
    this.refuseExcess(entry);
    await this.write(inside, path, entry);
  }

  /** `.wh.NAME` hides NAME, `.wh..wh..opq` all that its folder has in lower layers (OCI image spec, layer.md). */
  private whiteout(parent: string, name: string): void {
    const opaque = name === '.wh..wh..opq';
    if (!opaque && name.startsWith('.wh..wh.')) return; // records of aufs's own
    const hidden = name.slice('.wh.'.length);
    if (['', '.', '..'].includes(hidden)) throw new PullError(`layer entry ${name} hides no name`);
    const folder = parent === '.' ? '' : parent;
    const target = opaque ? folder : posix.join(folder, hidden);
    const inside = below(this.workdir, target);
    if (inside !== undefined) this.hidden.add(inside);
    else if (below(target, this.workdir) !== undefined) this.hidden.add('');
  }

  private refuseLinkAbove(path: string, { header }: Entry): void {
    if (header.type !== 'directory' && below(path, this.workdir) !== undefined) {
      throw new PullError(`the working directory /${this.workdir} is not a folder in a layer: /${path} is in its way`);
    }
  }

  /** A later entry below a link would be written wherever the link leads. */
  private refuseThroughLink(path: string): void {
    for (let parent = posix.dirname(path); parent !== '.'; parent = posix.dirname(parent)) {
      const kind = this.kinds.get(parent);
      if (kind && kind !== 'directory') throw new PullError(`layer entry ${path} lies below ${parent}, a ${kind}`);
    }
  }

  /** By what the header says, before anything is written: a few kilobytes can unpack to more than any disk has. */
  private refuseExcess({ header: { size = 0 } }: Entry): void {
    this.bytes += size;
    if (this.bytes > mostBytes || this.kinds.size > mostEntries) {
      throw new PullError(
        `layer unpacks to more than ${mostBytes} bytes or ${mostEntries} files: no space left on device`,
      );
    }
  }

  private async write(path: string, imagePath: string, entry: Entry): Promise<void> {
    const { type, linkname } = entry.header;
    const at = join(this.folder, path);
    switch (type) {
      case 'directory':
        await this.replace(path, 'directory');
        await mkdir(at, { recursive: true });
        return;
      case 'symlink':
        await this.replace(path, 'link');
        await symlink(linkTarget(imagePath, linkname ?? ''), at);
        return;
      case 'link':
        return this.hardLink(path, linkname ?? '');
      case 'file':
      case 'contiguous-file':
        await this.replace(path, 'file');
        return this.file(at, entry);
      default:
        // Devices and pipes: an unprivileged process could not make them, and no Node service has any below /app.
        return;
    }
  }

  private async file(at: string, entry: Entry): Promise<void> {
    // Read-only, since composed roots of several images share the file by hard link.
    const mode = (entry.header.mode ?? 0) & 0o111 ? 0o555 : 0o444;
    if ((entry.header.size ?? 0) > smallFile) return pipeline(entry, createWriteStream(at, { mode, flags: 'wx' }));
    const content: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) content.push(chunk);
    const writing: Promise<void> = writeFile(at, Buffer.concat(content), { mode, flag: 'wx' })
      .catch((error: unknown) => void (this.failure ??= error))
      .finally(() => this.writes.delete(writing));
    this.writes.add(writing);
    if (this.writes.size >= writesAtOnce) await Promise.race(this.writes);
  }

  private async hardLink(path: string, linkname: string): Promise<void> {
    const target = below(this.workdir, entryPath(linkname));
    if (target === undefined || this.kinds.get(target) !== 'file') {
      throw new PullError(`layer entry ${path} is a hard link to ${linkname}, which is not a file of the same layer`);
    }
    await this.replace(path, 'file');
    await this.drain();
    await link(join(this.folder, target), join(this.folder, path));
  }

  /** Makes way for an entry: its parents, and the removal of an earlier entry of the same name. */
  private async replace(path: string, kind: Kind): Promise<void> {
    const earlier = this.kinds.get(path);
    if (earlier && !(earlier === 'directory' && kind === 'directory')) {
      await this.drain();
      await rm(join(this.folder, path), { recursive: true });
      for (const known of this.kinds.keys()) if (below(path, known) !== undefined) this.kinds.delete(known);
    }
    const parent = posix.dirname(path);
    if (parent !== '.' && !this.kinds.has(parent)) {
      await mkdir(dirname(join(this.folder, path)), { recursive: true });
      for (let at = parent; at !== '.' && !this.kinds.has(at); at = posix.dirname(at)) this.kinds.set(at, 'directory');
    }
    this.kinds.set(path, kind);
  }

  private async drain(): Promise<void> {
    await Promise.all(this.writes);
    if (this.failure) throw this.failure as Error;
  }
}
