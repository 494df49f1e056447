import { type Clock } from './clock';

/** Waits so many milliseconds, or until it is told not to: then it resolves as well. */
export function sleep(clock: Clock, milliseconds = 0, signal?: AbortSignal): Promise<void> {
  if (milliseconds === 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(milliseconds, done);
    signal?.addEventListener('abort', done);
  });
}
