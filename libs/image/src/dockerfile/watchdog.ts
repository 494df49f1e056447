/** Ends work that stands still. */
export interface Watchdog {
  /** Aborts with the caller's reason, or with a `StandstillError`. */
  signal: AbortSignal;
  /** Says that the work goes on. */
  touch(): void;
  /** Ends the work for another reason. */
  fail(reason: unknown): void;
  stop(): void;
}

/** Nothing happened for so many milliseconds. */
export class StandstillError extends Error {
  override readonly name = 'StandstillError';
  constructor(readonly patience: number) {
    super(`nothing happened for ${patience / 1000} seconds`);
  }
}

/**
 * Watches work that says when it goes on.
 * @param patience milliseconds without a sign of life after which it is ended
 */
export function watchdog(patience: number, signal?: AbortSignal): Watchdog {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new StandstillError(patience)), patience);
  const follow = () => controller.abort(signal?.reason);
  if (signal?.aborted) follow();
  signal?.addEventListener('abort', follow);
  return {
    signal: controller.signal,
    fail: (reason) => controller.abort(reason),
    touch: () => void timer.refresh(),
    stop: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', follow);
    },
  };
}
