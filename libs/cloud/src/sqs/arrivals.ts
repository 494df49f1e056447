import { type Clock } from '../kernel';

/** Wakes those who wait for messages of a queue. */
export class Arrivals {
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(private readonly clock: Clock) {}

  /** Wakes all who wait for a queue: a message came, or can be received sooner than it was. */
  wake(queueArn: string): void {
    for (const wake of this.waiting.get(queueArn) ?? []) wake();
  }

  /** Resolves when a queue is woken, when so many milliseconds have passed, or when the caller has gone. */
  wait(queueArn: string, milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.waiting.get(queueArn) ?? new Set();
      this.waiting.set(queueArn, waiting);
      const done = (): void => {
        cancel();
        signal?.removeEventListener('abort', done);
        waiting.delete(done);
        if (waiting.size === 0) this.waiting.delete(queueArn);
        resolve();
      };
      const cancel = this.clock.after(milliseconds, done);
      signal?.addEventListener('abort', done, { once: true });
      waiting.add(done);
    });
  }
}
