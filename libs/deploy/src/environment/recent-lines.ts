import { type LogLine } from '../aws/ports';

/**
 * Tells lines that were not seen before from those that were: a log service gives lines late and out of order, so that
 * whoever follows it has to read a stretch of time again and again.
 */
export class RecentLines {
  readonly #seen = new Map<string, number>();
  #newest: number;

  /**
   * @param since time of the earliest line that is wanted, in milliseconds since 1970
   * @param overlapMs how late a line may come
   */
  constructor(
    private readonly since: number,
    private readonly overlapMs: number,
  ) {
    this.#newest = since;
  }

  /** Time of the earliest line that may still be new. */
  get from(): number {
    return Math.max(this.since, this.#newest - this.overlapMs);
  }

  /** The new ones of these lines, the oldest first. */
  take(lines: LogLine[]): LogLine[] {
    const fresh = lines.filter(({ id }) => !this.#seen.has(id)).sort((one, other) => one.at - other.at);
    for (const { id, at } of fresh) {
      this.#seen.set(id, at);
      this.#newest = Math.max(this.#newest, at);
    }
    for (const [id, at] of this.#seen) if (at < this.from) this.#seen.delete(id);
    return fresh;
  }
}
