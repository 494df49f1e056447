import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable, type Writable } from 'node:stream';

/** A line of a log. */
export type Entry = Record<string, unknown>;

/** A program of this folder, as a process. */
export class Program {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;
  readonly exited: Promise<number | null>;

  constructor(name: string, environment: Record<string, string>) {
    this.process = spawn(process.execPath, ['--require', '@swc-node/register', join(__dirname, `${name}.ts`)], {
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.lines = createInterface(this.process.stdout)[Symbol.asyncIterator]();
    this.exited = once(this.process, 'exit').then(([code]) => code as number | null);
  }

  /** Reads the log up to a message. */
  async logged(message: string): Promise<Entry> {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error(`the log ended without: ${message}`);
      const entry = JSON.parse(value) as Entry;
      if (entry.msg === message) return entry;
    }
  }

  /** The rest of the log. */
  async rest(): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (let next = await this.lines.next(); !next.done; next = await this.lines.next()) {
      entries.push(JSON.parse(next.value) as Entry);
    }
    return entries;
  }

  send(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Writes a line to its standard input. */
  say(line: string): void {
    this.process.stdin.write(`${line}\n`);
  }
}
