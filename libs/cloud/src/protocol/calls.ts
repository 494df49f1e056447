/** How often which operation was called, by service and operation. */
export type CallCounts = Record<string, Record<string, number>>;

/** Counts API calls. */
export class Calls {
  private counts: CallCounts = {};

  count(service: string, operation: string): void {
    const operations = (this.counts[service] ??= {});
    operations[operation] = (operations[operation] ?? 0) + 1;
  }

  /** The counts since the start or the last reset. */
  report(): CallCounts {
    return this.counts;
  }

  reset(): void {
    this.counts = {};
  }
}
