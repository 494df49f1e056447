/**
 * Does each piece of work once, however many ask for it at the same time. Who gives up stops waiting; the work itself
 * is aborted when nobody waits any more.
 */
export class SharedWork<T> {
  private readonly running = new Map<string, Work<T>>();

  async do(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const shared = this.running.get(key) ?? this.begin(key, work);
    shared.waiting += 1;
    try {
      return await untilAborted(shared.result, signal);
    } finally {
      shared.waiting -= 1;
      if (shared.waiting === 0) {
        // From here on it may fail for being aborted: whoever asks now begins anew.
        if (this.running.get(key) === shared) this.running.delete(key);
        shared.controller.abort();
      }
    }
  }

  /** Whether no work is under way. */
  get isIdle(): boolean {
    return this.running.size === 0;
  }

  private begin(key: string, work: (signal: AbortSignal) => Promise<T>): Work<T> {
    const controller = new AbortController();
    const shared: Work<T> = { waiting: 0, controller, result: work(controller.signal) };
    shared.result.catch(() => undefined); // where everybody has given up, nobody hears of it
    this.running.set(key, shared);
    return shared;
  }
}

interface Work<T> {
  waiting: number;
  controller: AbortController;
  result: Promise<T>;
}

async function untilAborted<T>(result: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return result;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
