/** How often something may happen. */
export interface Rate {
  /** How often at once: tokens of a full bucket. */
  burst: number;
  /** Tokens that come back, a second. */
  perSecond: number;
}

/** A bucket at some moment. */
export interface Bucket {
  tokens: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** A bucket later: refilled by what came back since. */
export function refill(bucket: Bucket | undefined, { burst, perSecond }: Rate, now: number): Bucket {
  if (!bucket) return { tokens: burst, at: now };
  const back = (Math.max(0, now - bucket.at) / 1000) * perSecond;
  return { tokens: Math.min(burst, bucket.tokens + back), at: now };
}
