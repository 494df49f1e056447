import { type DeploymentRecord, type ServiceDeploymentRecord } from '../state';
import { failureThreshold } from './circuit-breaker';
import { currentServiceDeployment } from './deployment';
import { noThrottle } from './throttle';
import { addEvent, primaryOf, type Turn } from './turn';

/** Ends a deployment of which too many tasks failed, and rolls back where the service says so. */
export function tripBreaker(turn: Turn): void {
  const { service } = turn;
  const breaker = service.configuration.deploymentCircuitBreaker;
  const primary = primaryOf(service);
  const current = currentServiceDeployment(service);
  if (!breaker?.enable || primary?.rolloutState !== 'IN_PROGRESS' || !current) return;
  const threshold = failureThreshold(breaker, service.desiredCount);
  if (current.deploymentId === primary.id) Object.assign(current, { failureCount: primary.failedTasks, threshold });
  if (primary.failedTasks < threshold) return;
  current.breakerStatus = 'TRIGGERED';
  fail(turn, primary, 'ECS deployment circuit breaker: tasks failed to start.');
  if (breaker.rollback && current.status !== 'ROLLBACK_IN_PROGRESS') {
    rollBack(turn, primary, current, 'ECS deployment circuit breaker', breakerExceeded);
  } else endFailed(turn, current);
}

/** Carries out a StopServiceDeployment that asks for a rollback. */
export function honourRollbackRequest(turn: Turn): void {
  const current = currentServiceDeployment(turn.service);
  const primary = primaryOf(turn.service);
  if (current?.status !== 'ROLLBACK_REQUESTED' || !primary) return;
  Object.assign(primary, { status: 'ACTIVE', rolloutState: 'FAILED', updatedAt: turn.now });
  primary.rolloutStateReason = `ECS deployment ${primary.id} stopped: a rollback was requested.`;
  rollBack(turn, primary, current, 'ECS service deployment stopped', 'Service deployment rolled back by the user.');
}

const breakerExceeded = 'Service deployment rolled back because the circuit breaker threshold was exceeded.';

function fail(turn: Turn, deployment: DeploymentRecord, reason: string): void {
  Object.assign(deployment, { rolloutState: 'FAILED', rolloutStateReason: reason, updatedAt: turn.now });
  addEvent(turn.service, turn.now, `(deployment ${deployment.id}) deployment failed: tasks failed to start.`);
}

/**
 * Makes the newest completed deployment the PRIMARY again, under its old id and with the tasks that it still has,
 * as real ECS is seen to do.
 */
function rollBack(
  turn: Turn,
  failed: DeploymentRecord,
  current: ServiceDeploymentRecord,
  cause: string,
  reason: string,
): void {
  const { service, now } = turn;
  const target = service.lastCompleted;
  if (!target) {
    end(current, 'ROLLBACK_FAILED', 'No rollback candidate was found to run the rollback.', now);
    return;
  }
  const revived: DeploymentRecord = {
    ...target,
    status: 'PRIMARY',
    updatedAt: now,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `${cause}: rolling back to deploymentId ${target.id}.`,
    failedTasks: 0,
    throttle: noThrottle(),
    stuck: false,
  };
  failed.status = 'ACTIVE';
  service.deployments = [revived, ...service.deployments.filter(({ id }) => id !== revived.id)];
  service.steady = false;
  Object.assign(current, { status: 'ROLLBACK_IN_PROGRESS', statusReason: reason, updatedAt: now });
  current.rollback = { reason, startedAt: now, serviceRevisionArn: revived.revision.arn };
  addEvent(service, now, `rolling back to deployment ${revived.id}.`);
}

function endFailed(turn: Turn, current: ServiceDeploymentRecord): void {
  if (current.status === 'ROLLBACK_IN_PROGRESS') {
    end(current, 'ROLLBACK_FAILED', 'The tasks of the deployment that was rolled back to failed to start.', turn.now);
  } else end(current, 'STOPPED', 'Service deployment stopped: the circuit breaker threshold was exceeded.', turn.now);
}

function end(current: ServiceDeploymentRecord, status: 'ROLLBACK_FAILED' | 'STOPPED', reason: string, now: number) {
  Object.assign(current, { status, statusReason: reason, finishedAt: now, updatedAt: now });
  if (status === 'STOPPED') current.stoppedAt = now;
}
