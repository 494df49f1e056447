import { type FSWatcher, watch } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** An editor empties a file before it writes it: so long a change is left to settle, in milliseconds. */
const settleMs = 30;

/** Tells when something in one of a set of folders has changed. */
export class Changes {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #signal: AbortSignal;
  #changed = false;
  #wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Watches folders too, not what is below them. Folders and not files: many an editor replaces a file by a new one. */
  follow(folders: Iterable<string>): void {
    for (const folder of new Set(folders)) {
      if (this.#watchers.has(folder)) continue;
      const watcher = watch(folder, () => {
        this.#changed = true;
        this.#wake();
      });
      watcher.on('error', () => this.#leave(folder));
      this.#watchers.set(folder, watcher);
    }
  }

  /** Waits for a change since it was last called, or for the signal. */
  async next(): Promise<void> {
    if (!this.#changed && !this.#signal.aborted) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#signal.aborted) return;
    await delay(settleMs);
    this.#changed = false;
  }

  close(): void {
    for (const folder of this.#watchers.keys()) this.#leave(folder);
  }

  /** A folder that was removed can be followed again when it is back. */
  #leave(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
