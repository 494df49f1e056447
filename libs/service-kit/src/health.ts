import { type Log } from './log';

/** What has to work for a service to be healthy: each resolves, or rejects with the cause. */
export type HealthChecks = Record<string, () => Promise<unknown>>;

/** Shorter than the shortest health check timeout of a load balancer (1 s), so that it learns which check failed. */
const checkTimeoutMs = 800;

/** Runs all checks at once and returns the names of those that failed; their causes go to the log alone. */
export async function failingChecks(checks: HealthChecks, log: Log, timeoutMs = checkTimeoutMs): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await within(timeoutMs, check());
        return [];
      } catch (error) {
        log.warn({ check: name, err: error }, 'health check failed');
        return [name];
      }
    }),
  );
  return results.flat();
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
