import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Store } from './store';

/** Changes that no call waits for are written after so many milliseconds. */
const touchDelayMs = 100;

interface Slice {
  state: object;
  initial: () => object;
  /** What its file holds. */
  written: string;
}

/** Keeps each slice in a JSON file of a folder. */
export class FileStore implements Store {
  private readonly slices = new Map<string, Slice>();
  private writing: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  slice<State extends object>(name: string, initial: () => State): State {
    const known = this.slices.get(name);
    if (known) return known.state as State;
    const file = this.fileOf(name);
    const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
    // A newer version may have members that the file lacks.
    const state = { ...initial(), ...(written === '' ? {} : (JSON.parse(written) as State)) };
    this.slices.set(name, { state, initial, written });
    return state;
  }

  touch(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      // A failure is not lost: whatever call comes next waits for a write of its own, and fails with it.
      this.flush().catch(() => undefined);
    }, touchDelayMs).unref();
  }

  flush(): Promise<void> {
    this.next ??= this.writing
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        this.writing = this.write();
        return this.writing;
      });
    return this.next;
  }

  async reset(): Promise<void> {
    for (const { state, initial } of this.slices.values()) {
      for (const key of Object.keys(state)) delete (state as Record<string, unknown>)[key];
      Object.assign(state, initial());
    }
    await this.flush();
  }

  private async write(): Promise<void> {
    for (const [name, slice] of this.slices) {
      const text = JSON.stringify(slice.state);
      if (text === slice.written) continue;
      const file = this.fileOf(name);
      // Renamed, so that a crash leaves the old state or the new one.
      await writeFile(`${file}.new`, text, { mode: 0o600 });
      await rename(`${file}.new`, file);
      slice.written = text;
    }
  }

  private fileOf(name: string): string {
    return join(this.folder, `${name}.json`);
  }
}
