import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inOrder, type LogEvent } from './log-event';

/** Largest size of a stream's file, in bytes: beyond it the older half goes. */
export const largestStream = 10 * 1024 * 1024;

const mebibyte = 1024 * 1024;

/** An event that is to be added. */
export type NewEvent = Pick<LogEvent, 'timestamp' | 'message'>;

/** What a stream's events look like from outside; without events only `bytes` is there. */
export interface StreamSummary {
  bytes: number;
  firstTimestamp?: number;
  lastTimestamp?: number;
  lastIngestedAt?: number;
}

/** The events of one log stream: a line of JSON each, appended to a file. What was appended survives a SIGKILL. */
export class StreamFile {
  private nextSerial = 0;
  private summarized: StreamSummary = { bytes: 0 };
  /** Whatever happens to the file happens after this. */
  private last: Promise<unknown>;

  constructor(private readonly path: string) {
    this.last = this.open();
  }

  /** Resolves when the events are in the file. */
  append(events: NewEvent[], ingestedAt: number): Promise<void> {
    return this.afterLast(() => this.write(events, ingestedAt));
  }

  /** All events, in order. */
  read(): Promise<LogEvent[]> {
    return this.afterLast(async () => parse(await contentOf(this.path)).sort(inOrder));
  }

  summary(): Promise<StreamSummary> {
    return this.afterLast(() => Promise.resolve(this.summarized));
  }

  /** Drops every event, and leaves one in their place that says so. */
  clear(why: string): Promise<void> {
    return this.afterLast(() => this.keep(Buffer.alloc(0), why));
  }

  /** Removes the file. */
  remove(): Promise<void> {
    return this.afterLast(() => rm(this.path, { force: true }));
  }

  private afterLast<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Takes up what is there; a line that a crash cut off was never acknowledged, and goes. */
  private async open(): Promise<void> {
    const content = await contentOf(this.path);
    const whole = content.subarray(0, content.lastIndexOf(10) + 1);
    if (whole.length < content.length) await this.replace(whole);
    this.note(parse(whole), whole.length);
  }

  private async write(events: NewEvent[], ingestedAt: number): Promise<void> {
    const added = events.map((event, index) => ({ ...event, ingestedAt, serial: this.nextSerial + index }));
    const text = added.map(render).join('');
    if (this.summarized.bytes === 0) await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    await appendFile(this.path, text, { mode: 0o600 });
    this.note(added, Buffer.byteLength(text));
    if (this.summarized.bytes > largestStream) await this.halve();
  }

  private async halve(): Promise<void> {
    const content = await contentOf(this.path);
    const kept = content.subarray(content.indexOf(10, content.length - largestStream / 2) + 1);
    await this.keep(kept, `the embedded cloud keeps ${largestStream / mebibyte} MiB of a log stream`);
  }

  /** Keeps the newest events, after one that says how many were dropped: its number is that of the last of them. */
  private async keep(newest: Buffer, why: string): Promise<void> {
    const events = parse(newest);
    const dropped = events[0]?.serial ?? this.nextSerial;
    if (dropped === 0) return;
    const notice: LogEvent = {
      serial: dropped - 1,
      timestamp: events[0]?.timestamp ?? this.summarized.lastTimestamp ?? 0,
      ingestedAt: events[0]?.ingestedAt ?? this.summarized.lastIngestedAt ?? 0,
      message: `longshore: the ${dropped} lines before this one were dropped: ${why}`,
    };
    const content = Buffer.concat([Buffer.from(render(notice)), newest]);
    await this.replace(content);
    this.summarized = { bytes: 0 };
    this.note([notice, ...events], content.length);
  }

  private async replace(content: Buffer): Promise<void> {
    await writeFile(`${this.path}.new`, content, { mode: 0o600 });
    await rename(`${this.path}.new`, this.path);
  }

  private note(events: LogEvent[], bytes: number): void {
    const { summarized } = this;
    summarized.bytes += bytes;
    for (const { serial, timestamp, ingestedAt } of events) {
      this.nextSerial = Math.max(this.nextSerial, serial + 1);
      summarized.firstTimestamp = Math.min(summarized.firstTimestamp ?? Infinity, timestamp);
      summarized.lastTimestamp = Math.max(summarized.lastTimestamp ?? 0, timestamp);
      summarized.lastIngestedAt = Math.max(summarized.lastIngestedAt ?? 0, ingestedAt);
    }
  }
}

const render = ({ serial, timestamp, ingestedAt, message }: LogEvent): string =>
  `${JSON.stringify([serial, timestamp, ingestedAt, message])}\n`;

const parse = (content: Buffer): LogEvent[] =>
  content
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [serial, timestamp, ingestedAt, message] = JSON.parse(line) as [number, number, number, string];
      return { serial, timestamp, ingestedAt, message };
    });

const contentOf = (path: string): Promise<Buffer> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
