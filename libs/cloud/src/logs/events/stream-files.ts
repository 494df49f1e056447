import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type NewEvent, StreamFile } from './stream-file';

/** Largest size of all streams together, in bytes: beyond it the events of those go that were written to longest ago. */
const largestTotal = 512 * 1024 * 1024;

/** The files of all log streams, in one folder. */
export class StreamFiles {
  private readonly open = new Map<string, StreamFile>();
  /** Bytes that were added since the total was last looked at. */
  private added = 0;

  constructor(
    private readonly folder: string,
    private readonly largest = largestTotal,
  ) {}

  /** The events of a stream, by the name of its file. */
  of(name: string): StreamFile {
    const file = this.open.get(name) ?? new StreamFile(this.pathOf(name));
    this.open.set(name, file);
    return file;
  }

  /** Adds events to a stream, and keeps the whole within its bound. */
  async append(name: string, events: NewEvent[], ingestedAt: number): Promise<void> {
    await this.of(name).append(events, ingestedAt);
    this.added += events.reduce((sum, { message }) => sum + message.length, 0);
    if (this.added < this.largest / 16) return;
    this.added = 0;
    await this.removeOldest(name);
  }

  async remove(name: string): Promise<void> {
    await this.of(name).remove();
    this.open.delete(name);
  }

  /** Removes the files of streams that are no more: of a cloud that was reset, or killed before it said their names. */
  async sweep(known: Set<string>): Promise<void> {
    for (const { name } of await this.list()) if (!known.has(name)) await this.remove(name);
  }

  private async removeOldest(current: string): Promise<void> {
    const files = (await this.list()).sort((a, b) => a.changedAt - b.changedAt);
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { name, bytes } of files) {
      if (total <= this.largest) return;
      if (name === current) continue;
      await this.of(name).clear(
        `the embedded cloud keeps ${Math.round(this.largest / 1024 / 1024)} MiB of all log streams`,
      );
      total -= bytes;
    }
  }

  private async list(): Promise<{ name: string; bytes: number; changedAt: number }[]> {
    const names = await readdir(this.folder).catch(() => []);
    const files = names.map(async (file) => {
      const { size, mtimeMs } = await stat(join(this.folder, file));
      return { name: file.replace(/\.ndjson(\.new)?$/, ''), bytes: size, changedAt: mtimeMs };
    });
    return Promise.all(files);
  }

  private pathOf(name: string): string {
    return join(this.folder, `${name}.ndjson`);
  }
}
