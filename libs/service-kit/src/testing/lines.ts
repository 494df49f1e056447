/** A destination of a log that keeps what was written. */
export class Lines {
  readonly written: string[] = [];

  write(line: string): void {
    this.written.push(line);
  }

  /** The lines, parsed. */
  get entries(): Record<string, unknown>[] {
    return this.written.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
