import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Largest size of a task's log, in bytes: beyond it the older half goes. */
const largest = 1024 * 1024;

/** The log of one task: lines are written together, and the newest are kept within a bound. */
export class LogFile {
  private waiting: string[] = [];
  private size = 0;
  private writing?: Promise<void>;

  constructor(private readonly path: string) {}

  /** Adds a line; it is on disk soon after. */
  add(line: string): void {
    this.waiting.push(line);
    this.writing ??= this.write();
  }

  /** Resolves when all lines so far are on disk. */
  async flush(): Promise<void> {
    while (this.writing) await this.writing;
  }

  /** Removes the file. */
  async remove(): Promise<void> {
    await this.flush();
    await rm(this.path, { force: true });
  }

  private async write(): Promise<void> {
    try {
      if (this.size === 0) await mkdir(dirname(this.path), { recursive: true });
      while (this.waiting.length > 0) await this.append(this.waiting.splice(0));
    } catch {
      // A disk that is full loses lines; it must not end the task.
      this.waiting = [];
    } finally {
      this.writing = undefined;
    }
  }

  private async append(lines: string[]): Promise<void> {
    const text = lines.map((line) => `${line}\n`).join('');
    await appendFile(this.path, text);
    this.size += Buffer.byteLength(text);
    if (this.size > largest) await this.halve();
  }

  private async halve(): Promise<void> {
    const content = await readFile(this.path);
    const kept = content.subarray(content.indexOf(10, Math.max(0, content.length - largest / 2)) + 1);
    await writeFile(this.path, kept);
    this.size = kept.length;
  }
}
