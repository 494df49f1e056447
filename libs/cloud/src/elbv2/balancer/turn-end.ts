/**
 * Work that is put off to the end of the event loop's turn and then done in one go. Under load the writes of a turn
 * follow each other closely, so that whoever they wake still runs when the next arrives: waking a process that sleeps
 * costs the kernel more than all else about a small write.
 */
export class TurnEnd {
  private work: (() => void)[] = [];

  /** Adds what must not throw. */
  put(work: () => void): void {
    this.work.push(work);
    if (this.work.length === 1) setImmediate(() => this.run());
  }

  private run(): void {
    const { work } = this;
    this.work = [];
    for (const each of work) each();
  }
}
