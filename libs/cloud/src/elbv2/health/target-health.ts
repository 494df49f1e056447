import { type TargetHealth } from '../../kernel';

/** How one health check went. */
export type CheckResult =
  | { kind: 'response'; status: number; expected: boolean }
  | { kind: 'timeout' }
  /** Nobody listens at the target's port. */
  | { kind: 'refused' }
  /** Any other failure to connect, or a response that is none. */
  | { kind: 'broken' };

/** How many checks in a row change a target's state. */
export interface Thresholds {
  healthy: number;
  unhealthy: number;
}

/** A registered target's health, and how many checks in a row went the same way. */
export interface CheckedHealth {
  health: TargetHealth;
  passes: number;
  failures: number;
}

/** A target that was registered just now. */
export const registering: CheckedHealth = {
  health: {
    state: 'initial',
    reason: 'Elb.RegistrationInProgress',
    description: 'Target registration is in progress',
  },
  passes: 0,
  failures: 0,
};

/** A target whose first check is under way. */
export const checking: CheckedHealth = {
  health: {
    state: 'initial',
    reason: 'Elb.InitialHealthChecking',
    description: 'Initial health checks in progress',
  },
  passes: 0,
  failures: 0,
};

/** A target that is not registered. */
export const notRegistered: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotRegistered',
  description: 'Target is not registered to the target group',
};

/** A target of a group to which no listener sends requests: it is not checked. */
export const notInUse: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
};

/** A deregistered target whose deregistration delay is not over. */
export const draining: TargetHealth = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
};

/**
 * What a check makes of a target's health. A new target is healthy after one pass (ALB guide, "Health checks"), one
 * that was unhealthy only after as many as the group demands.
 * @param weight what a failure counts, up to 1: ELB has no such thing, but no laptop that is short of CPU either
 */
export function afterCheck(
  before: CheckedHealth,
  result: CheckResult,
  thresholds: Thresholds,
  weight = 1,
): CheckedHealth {
  const passed = result.kind === 'response' && result.expected;
  return passed ? afterPass(before, thresholds) : afterFailure(before, result, thresholds, weight);
}

function afterPass(before: CheckedHealth, thresholds: Thresholds): CheckedHealth {
  const passes = before.passes + 1;
  const healthy = before.health.state !== 'unhealthy' || passes >= thresholds.healthy;
  return { health: healthy ? { state: 'healthy' } : before.health, passes, failures: 0 };
}

function afterFailure(
  before: CheckedHealth,
  result: CheckResult,
  thresholds: Thresholds,
  weight: number,
): CheckedHealth {
  const failures = before.failures + weight;
  const unhealthy = before.health.state === 'unhealthy' || failures >= thresholds.unhealthy;
  const still = before.health.state === 'initial' ? checking.health : before.health;
  return { health: unhealthy ? { state: 'unhealthy', ...causeOf(result) } : still, passes: 0, failures };
}

function causeOf(result: CheckResult): Pick<TargetHealth, 'reason' | 'description'> {
  switch (result.kind) {
    case 'response':
      return {
        reason: 'Target.ResponseCodeMismatch',
        description: `Health checks failed with these codes: [${result.status}]`,
      };
    case 'timeout':
      return { reason: 'Target.Timeout', description: 'Request timed out' };
    case 'refused':
    case 'broken':
      return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
  }
}
