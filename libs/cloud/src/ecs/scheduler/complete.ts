import { type DeploymentRecord } from '../state';
import { currentServiceDeployment, hasTasks } from './deployment';
import { addEvent, liveTasks, primaryOf, type Turn } from './turn';

/** How long a failed deployment stays in `deployments[]` at least, in milliseconds: pollers have to see it. */
export const failedShownFor = 15_000;

/** Moves a service deployment that has just been made on. */
export function begin(turn: Turn): void {
  const current = currentServiceDeployment(turn.service);
  if (current?.status !== 'PENDING') return;
  Object.assign(current, { status: 'IN_PROGRESS', startedAt: turn.now, updatedAt: turn.now });
}

/** Completes the rollout once every desired task is healthy and every task of an earlier deployment is gone. */
export function complete(turn: Turn, primary: DeploymentRecord): void {
  const { service, now } = turn;
  if (!isSettled(turn, primary)) return;
  if (primary.rolloutState === 'IN_PROGRESS') {
    primary.rolloutState = 'COMPLETED';
    primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
    primary.updatedAt = now;
    service.lastCompleted = structuredClone(primary);
    endServiceDeployment(turn);
    addEvent(service, now, `(deployment ${primary.id}) deployment completed.`);
  }
  if (service.steady) return;
  service.steady = true;
  addEvent(service, now, 'has reached a steady state.');
}

/** Drops deployments that were replaced completely; failed ones stay in sight for a while. */
export function dropReplaced(turn: Turn): void {
  const { service, now } = turn;
  const primary = primaryOf(service);
  if (primary?.rolloutState !== 'COMPLETED') return;
  service.deployments = service.deployments.filter((deployment) => {
    if (deployment === primary || hasTasks(service, deployment)) return true;
    const shownUntil = deployment.updatedAt + failedShownFor;
    const shown = deployment.rolloutState === 'FAILED' && now < shownUntil;
    if (shown) turn.due.push(shownUntil);
    return shown;
  });
}

function isSettled({ service }: Turn, primary: DeploymentRecord): boolean {
  if (primary.rolloutState === 'FAILED') return false;
  if (Object.values(service.scheduled).some(({ deploymentId }) => deploymentId !== primary.id)) return false;
  const live = liveTasks(service);
  return live.length === service.desiredCount && live.every(({ healthy }) => healthy);
}

function endServiceDeployment({ service, now }: Turn): void {
  const current = currentServiceDeployment(service);
  if (!current) return;
  if (current.status === 'IN_PROGRESS') current.status = 'SUCCESSFUL';
  else if (current.status === 'ROLLBACK_IN_PROGRESS') current.status = 'ROLLBACK_SUCCESSFUL';
  else return;
  Object.assign(current, { finishedAt: now, updatedAt: now });
  if (current.breakerStatus === 'MONITORING') current.breakerStatus = 'MONITORING_COMPLETE';
}
