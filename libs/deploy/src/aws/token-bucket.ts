import { setTimeout as sleep } from 'node:timers/promises';
import { type Call } from './call';
import { type Rate } from './rates';

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
    private readonly rate: Pick<Rate, 'burst' | 'perSecond'>,
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

/** Calls no operation more often than its rates allow: all callers of a run share the buckets. */
export function rateLimited(
  inner: Call,
  ratesOf: (operation: string) => Rate[],
  time: Time,
  signal?: AbortSignal,
): Call {
  const buckets = new Map<string, TokenBucket>();
  const bucketOf = (rate: Rate): TokenBucket => {
    const bucket = buckets.get(rate.bucket) ?? new TokenBucket(rate, () => time.now());
    buckets.set(rate.bucket, bucket);
    return bucket;
  };
  return async (operation, send) => {
    const wait = Math.max(0, ...ratesOf(operation).map((rate) => bucketOf(rate).take()));
    if (wait > 0) await time.sleep(wait, signal);
    return inner(operation, send);
  };
}
