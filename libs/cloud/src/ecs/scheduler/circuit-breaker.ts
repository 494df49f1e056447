import { type DeploymentCircuitBreaker } from '@aws-sdk/client-ecs';

/**
 * How many failed tasks end a deployment.
 * BOUNDED_PERCENT, the default with 50, is held between 3 and 200; the other kinds are taken as they are.
 */
export function failureThreshold(breaker: DeploymentCircuitBreaker, desiredCount: number): number {
  const { type = 'BOUNDED_PERCENT', value = 50 } = breaker.thresholdConfiguration ?? {};
  if (type === 'COUNT') return Math.max(1, value);
  const share = Math.ceil((desiredCount * value) / 100);
  return type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(200, Math.max(3, share));
}

/** Whether a healthy task sets the count of failures back to nought. */
export const resetsOnHealthyTask = (breaker: DeploymentCircuitBreaker | undefined): boolean =>
  breaker?.resetOnHealthyTask ?? true;
