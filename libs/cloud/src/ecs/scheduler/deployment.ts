import { arnInCluster } from '../arn';
import { nextId, nextNumber } from '../ids';
import { type DeploymentRecord, type Revision, type ServiceDeploymentRecord, type ServiceRecord } from '../state';
import { failureThreshold } from './circuit-breaker';
import { noThrottle } from './throttle';
import { primaryOf } from './turn';

/** What a caller says of a deployment to start. */
export type RevisionRequest = Omit<Revision, 'arn' | 'createdAt'>;

const keptFor = 90 * 24 * 3_600_000;

/** Makes a new PRIMARY deployment; the one before is being replaced from then on. Changes the service in place. */
export function startDeployment(service: ServiceRecord, request: RevisionRequest, now: number): DeploymentRecord {
  const before = primaryOf(service);
  const revision: Revision = { ...request, arn: revisionArn(service), createdAt: now };
  const id = `ecs-svc/${nextNumber(service)}`;
  const serviceDeployment = newServiceDeployment(service, id, revision, now);
  const sameDefinition = before?.revision.taskDefinition === revision.taskDefinition;
  const deployment: DeploymentRecord = {
    id,
    status: 'PRIMARY',
    revision,
    serviceDeploymentArn: serviceDeployment.arn,
    createdAt: now,
    updatedAt: now,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    failedTasks: 0,
    throttle: before && sameDefinition ? { ...before.throttle } : noThrottle(),
    stuck: false,
  };
  supersede(service, now);
  service.deployments = [deployment, ...service.deployments.filter((other) => hasTasks(service, other))];
  service.serviceDeployments = [serviceDeployment, ...service.serviceDeployments].filter(
    ({ createdAt }) => now - createdAt < keptFor,
  );
  service.revisions[revision.arn] = revision;
  service.steady = false;
  dropUnusedRevisions(service);
  return deployment;
}

/** Whether any task of a deployment is left. */
export const hasTasks = (service: ServiceRecord, { id }: DeploymentRecord): boolean =>
  Object.values(service.scheduled).some(({ deploymentId }) => deploymentId === id);

/** The service deployment that is going on, or was the last. */
export const currentServiceDeployment = (service: ServiceRecord): ServiceDeploymentRecord | undefined =>
  service.serviceDeployments[0];

/** Whether a service deployment has not ended yet. */
export const isOngoing = ({ status }: ServiceDeploymentRecord): boolean => ongoing.has(status);

const ongoing = new Set(['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS']);

function newServiceDeployment(
  service: ServiceRecord,
  deploymentId: string,
  revision: Revision,
  now: number,
): ServiceDeploymentRecord {
  const breaker = service.configuration.deploymentCircuitBreaker;
  return {
    arn: arnInCluster(service.clusterArn, 'service-deployment', service.name, nextId(service).slice(0, 21)),
    status: 'PENDING',
    deploymentId,
    sourceRevisions: service.deployments.filter((other) => hasTasks(service, other)).map((other) => other.revision.arn),
    targetRevision: revision.arn,
    createdAt: now,
    updatedAt: now,
    failureCount: 0,
    threshold: breaker ? failureThreshold(breaker, service.desiredCount) : 0,
    breakerStatus: breaker?.enable ? 'MONITORING' : 'DISABLED',
  };
}

function supersede(service: ServiceRecord, now: number): void {
  for (const deployment of service.deployments) deployment.status = 'ACTIVE';
  for (const ending of service.serviceDeployments.filter(isOngoing)) {
    ending.status = 'STOPPED';
    ending.statusReason = 'A newer service deployment replaced this one.';
    ending.stoppedAt = now;
    ending.finishedAt = now;
    ending.updatedAt = now;
  }
}

const revisionArn = (service: ServiceRecord): string =>
  arnInCluster(service.clusterArn, 'service-revision', service.name, nextNumber(service));

function dropUnusedRevisions(service: ServiceRecord): void {
  const used = new Set([
    ...service.serviceDeployments.flatMap(({ targetRevision, sourceRevisions }) => [
      targetRevision,
      ...sourceRevisions,
    ]),
    ...service.deployments.map(({ revision }) => revision.arn),
    ...(service.lastCompleted ? [service.lastCompleted.revision.arn] : []),
  ]);
  for (const arn of Object.keys(service.revisions)) if (!used.has(arn)) delete service.revisions[arn];
}
