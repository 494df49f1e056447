import { setTimeout as delay } from 'node:timers/promises';
import { type LongshoreError } from '@longshore/model';

/** How often a step is tried, and how long the waits between are. */
export interface RetryPolicy {
  attempts: number;
  /** Upper end of the first wait, in milliseconds; it doubles from try to try. */
  firstWaitMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 5, firstWaitMs: 200 };

/** A failure that may pass: a connection that broke, a registry that is busy. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';

  constructor(
    /** What to tell the user when it does not pass. */
    readonly error: LongshoreError,
    /** How long the registry asked to be left alone, in milliseconds. */
    readonly waitMs?: number,
  ) {
    super(error.message, { cause: error });
  }
}

/** The longest wait between two tries, in milliseconds. */
const longestWaitMs = 10_000;

/**
 * Runs a step until it ends otherwise than by a transient failure, or the tries are used up; waits are random, so that
 * many clients do not come back at once.
 */
export async function withRetry<T>(step: () => Promise<T>, policy: RetryPolicy, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      if (attempt >= policy.attempts) throw error.error;
      const upTo = Math.min(policy.firstWaitMs * 2 ** (attempt - 1), longestWaitMs);
      const wait = Math.min(error.waitMs ?? Math.random() * upTo, longestWaitMs);
      await delay(wait, undefined, { signal });
    }
  }
}
