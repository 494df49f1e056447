import { type Time } from './token-bucket';

/** Makes one API call, as `ecs:UpdateService`. What all calls have in common is wrapped around it. */
export type Call = <Output>(operation: string, send: () => Promise<Output>) => Promise<Output>;

/** Just sends. */
export const send: Call = (_operation, send) => send();

/** Notes how often each operation is called. */
export const counted =
  (inner: Call, counts: Map<string, number>): Call =>
  (operation, send) => {
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
    return inner(operation, send);
  };

const attempts = 6;
const firstDelayMs = 200;

/**
 * Tries again where ECS is registering another revision of the family at the moment: a plain ClientException, which
 * the SDK does not retry.
 */
export const retriedWhenConcurrent =
  (inner: Call, time: Time, signal?: AbortSignal): Call =>
  async (operation, send) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await inner(operation, send);
      } catch (error) {
        if (attempt === attempts || !isConcurrent(error)) throw error;
        await time.sleep(firstDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2), signal);
      }
    }
  };

const isConcurrent = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('Too many concurrent attempts to create a new revision');
