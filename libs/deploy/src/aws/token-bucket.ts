import { setTimeout as sleep } from 'node:timers/promises';
import { type Call } from './call';

/** How often an operation may be called. */
export interface Rate {
  /** Calls at once after a rest. */
  burst: number;
  /** Calls a second, for good. */
  perSecond: number;
}

/** Time, passed in so that tests need not wait. */
export interface Time {
  /** Milliseconds. */
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The time on the wall. */
export const wallTime: Time = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, { signal });
  },
};

/** Spends calls as a rate allows: each taker is told how long to wait, first come, first served. */
export class TokenBucket {
  #tokens: number;
  #filledAt: number;

  constructor(
    private readonly rate: Rate,
    private readonly now: () => number,
  ) {
    this.#tokens = rate.burst;
    this.#filledAt = now();
  }

  /** Takes one token, on credit where there is none; returns the milliseconds until it is due. */
  take(): number {
    const now = this.now();
    const { burst, perSecond } = this.rate;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1000) * perSecond) - 1;
    this.#filledAt = now;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / perSecond) * 1000;
  }
}

/** Calls no operation more often than its rate: all callers of a run share the buckets. */
export function rateLimited(inner: Call, rateOf: (operation: string) => Rate, time: Time, signal?: AbortSignal): Call {
  const buckets = new Map<string, TokenBucket>();
  const bucketOf = (operation: string): TokenBucket => {
    const bucket = buckets.get(operation) ?? new TokenBucket(rateOf(operation), () => time.now());
    buckets.set(operation, bucket);
    return bucket;
  };
  return async (operation, send) => {
    const wait = bucketOf(operation).take();
    if (wait > 0) await time.sleep(wait, signal);
    return inner(operation, send);
  };
}
