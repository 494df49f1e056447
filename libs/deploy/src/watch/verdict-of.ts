import { type Verdict } from '@longshore/model';
import { type Deployment } from '../aws/shapes';
import { primaryOf } from '../plan/delta';
import { type Observation } from './rollout';

/** How a rollout ended, and what ECS says of it. */
export interface Ending {
  verdict: Exclude<Verdict, 'unchanged' | 'refused'>;
  cause?: string;
}

/** Reads of ECS lag behind: what is missing counts as gone only after so long, in milliseconds. */
export const staleMs = 30_000;

/** How long after a deployment has failed ECS may take until its rollback shows, in milliseconds. */
export const rollbackMs = 10_000;

/**
 * Decides by the id of our own deployment how a rollout ended; undefined while it has not. A service that is stable
 * says nothing: it is stable after a rollback as well.
 */
export function verdictOf(observation: Observation): Ending | undefined {
  const { now, rollout } = observation;
  return endingOf(observation) ?? (now >= rollout.deadlineAt ? timedOut(observation) : undefined);
}

function endingOf(observation: Observation): Ending | undefined {
  const { now, rollout, service, serviceSeenAt } = observation;
  if (!service) return now - serviceSeenAt >= staleMs ? failed('the service is gone') : undefined;
  if (service.status !== 'ACTIVE') return failed(`the service is being deleted: ${service.status}`);
  const own = ownDeployment(observation);
  const primary = primaryOf(service);
  if (own?.rolloutState === 'COMPLETED') return { verdict: 'deployed' };
  if (!primary || primary.id === rollout.deploymentId) {
    return own?.rolloutState === 'FAILED' && !mayRollBack(observation) ? failed(own.rolloutStateReason) : undefined;
  }
  if (isRollback(observation, primary)) return rolledBack(own, primary);
  return createdAt(primary) > rollout.createdAt ? superseded(primary) : undefined;
}

const mayRollBack = ({ now, rollout, failedAt = now }: Observation): boolean =>
  rollout.previousTaskDefinition !== undefined && now - failedAt < rollbackMs;

/** Our deployment as it is, or as it was last seen: ECS drops those that are over. */
export const ownDeployment = ({ rollout, service, lastSeen }: Observation): Deployment | undefined =>
  service?.deployments?.find(({ id }) => id === rollout.deploymentId) ?? lastSeen?.deployment;

/**
 * Whether another deployment is PRIMARY because ECS rolls ours back. ECS returns to an older deployment, or makes a new
 * one of the older revision; either way ours has failed, or the reason says so.
 */
function isRollback(observation: Observation, primary: Deployment): boolean {
  const { now, rollout, service, lastSeen } = observation;
  if (/\broll(ing|ed)? back\b|\brollback\b/i.test(primary.rolloutStateReason ?? '')) return true;
  const older = createdAt(primary) <= rollout.createdAt;
  const returned = older || primary.taskDefinition === rollout.previousTaskDefinition;
  if (ownDeployment(observation)?.rolloutState === 'FAILED') return returned;
  // A read that lags behind shows the old deployment as PRIMARY, and ours not at all.
  const present = service?.deployments?.some(({ id }) => id === rollout.deploymentId) ?? false;
  return older && (present || now - (lastSeen?.at ?? now) >= staleMs);
}

function rolledBack(own: Deployment | undefined, rollback: Deployment): Ending | undefined {
  const cause = own?.rolloutState === 'FAILED' ? own.rolloutStateReason : rollback.rolloutStateReason;
  if (rollback.rolloutState === 'COMPLETED') return { verdict: 'rolled-back', cause };
  if (rollback.rolloutState !== 'FAILED') return undefined;
  return failed(`${cause ?? ''} The rollback failed as well: ${rollback.rolloutStateReason ?? ''}`.trim());
}

const failed = (cause: string | undefined): Ending => ({ verdict: 'failed', cause });

const superseded = ({ id, taskDefinition = '' }: Deployment): Ending => ({
  verdict: 'superseded',
  cause: `deployment ${id} of ${taskDefinition.split('/').at(-1)} took over`,
});

function timedOut(observation: Observation): Ending {
  const { runningCount = 0, desiredCount = 0 } = ownDeployment(observation) ?? {};
  const { rollout, now } = observation;
  const seconds = Math.round((now - rollout.createdAt) / 1000);
  return {
    verdict: 'timed-out',
    cause: `after ${seconds} s ${runningCount} of ${desiredCount} tasks run; ECS goes on with deployment ${rollout.deploymentId}`,
  };
}

const createdAt = (deployment: Deployment): number => deployment.createdAt?.getTime() ?? 0;
