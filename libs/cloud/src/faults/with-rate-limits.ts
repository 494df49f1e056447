import { randomUUID } from 'node:crypto';
import { AwsError, type AwsService, type Clock } from '../kernel';
import { type Dispatch, findTarget, readSignature, refuse } from '../protocol';
import { awsLimits, type Limit } from './aws-limits';
import { type Bucket, refill } from './token-bucket';

/** What rate limits work with. */
export interface RateLimitOptions {
  services: AwsService[];
  clock: Clock;
}

/** Refuses calls beyond AWS's documented rates, which hold for an account in a region. */
export const withRateLimits = (inner: Dispatch, { services, clock }: RateLimitOptions): Dispatch => {
  const buckets = new Map<string, Bucket>();
  return async (request) => {
    const { service, operation, protocol } = findTarget(services, request);
    const signature = readSignature(request.headers['authorization']);
    // Who is not allowed in takes no token.
    if (!service || typeof signature !== 'object') return inner(request);
    const limits = awsLimits(service.id, operation);
    if (take(buckets, limits, signature.region, clock.now())) return inner(request);
    return refuse(new AwsError('ThrottlingException', 'Rate exceeded'), protocol, randomUUID());
  };
};

/** Takes a token from each bucket, or from none where one is empty. */
function take(buckets: Map<string, Bucket>, limits: Limit[], region: string, now: number): boolean {
  const filled = limits.map((limit) => {
    const key = `${region} ${limit.name}`;
    return { key, bucket: refill(buckets.get(key), limit, now) };
  });
  const allowed = filled.every(({ bucket }) => bucket.tokens >= 1);
  for (const { key, bucket } of filled) {
    buckets.set(key, allowed ? { ...bucket, tokens: bucket.tokens - 1 } : bucket);
  }
  return allowed;
}
