import { type Health, type HealthCheck } from '../runtime';

/** What is known of a container's checks so far. */
export interface HealthStreak {
  readonly health: Health;
  /** Failures in a row that count. */
  readonly failures: number;
}

/** Before the first check. */
export const unchecked: HealthStreak = { health: 'starting', failures: 0 };

/**
 * What is known after one more check, as Docker Engine counts (moby, daemon/health.go).
 * @param age seconds since the container was started
 */
export function afterCheck(
  { health, failures }: HealthStreak,
  passed: boolean,
  age: number,
  { retries, startPeriodSeconds }: Pick<HealthCheck, 'retries' | 'startPeriodSeconds'>,
): HealthStreak {
  if (passed) return { health: 'healthy', failures: 0 };
  if (health === 'starting' && age < startPeriodSeconds) return { health, failures };
  const counted = failures + 1;
  return { health: counted >= retries ? 'unhealthy' : health, failures: counted };
}
