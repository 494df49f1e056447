import { type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { type Readable } from 'node:stream';

/** A command that runs on until it is ended. */
export class Background {
  private written = '';
  private onWritten: () => void = () => undefined;
  private readonly closed: Promise<unknown>;

  constructor(private readonly child: ChildProcessByStdio<null, Readable, Readable>) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        this.written += data.toString();
        this.onWritten();
      });
    }
    this.closed = once(child, 'close');
  }

  /** What it has written so far. */
  get output(): string {
    return this.written;
  }

  /** Waits until it has written something; fails with all that it wrote where it ends before. */
  async until(pattern: RegExp): Promise<void> {
    let over = false;
    void this.closed.then(() => (over = true));
    while (!pattern.test(this.written)) {
      if (over) throw new Error(`ended before it wrote ${String(pattern)}:\n${this.written}`);
      await Promise.race([this.closed, new Promise<void>((resolve) => (this.onWritten = resolve))]);
    }
  }

  /** Ends it; what it has started may last longer. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.closed;
  }
}
