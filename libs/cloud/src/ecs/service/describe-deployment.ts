import { type ServiceDeployment, type ServiceDeploymentBrief, type ServiceRevision } from '@aws-sdk/client-ecs';
import { isOnFargate } from '../capacity';
import { primaryOf } from '../scheduler';
import { type EcsState, type Revision, type ServiceDeploymentRecord, type ServiceRecord } from '../state';
import { countsOf } from './describe';

/** A service deployment as ListServiceDeployments shows it. */
export const describeBrief = (service: ServiceRecord, record: ServiceDeploymentRecord): ServiceDeploymentBrief => ({
  serviceDeploymentArn: record.arn,
  serviceArn: service.arn,
  clusterArn: service.clusterArn,
  startedAt: date(record.startedAt),
  createdAt: date(record.createdAt),
  finishedAt: date(record.finishedAt),
  targetServiceRevisionArn: record.targetRevision,
  status: record.status,
  statusReason: record.statusReason,
});

/** A service deployment as DescribeServiceDeployments shows it. */
export function describeServiceDeployment(service: ServiceRecord, record: ServiceDeploymentRecord): ServiceDeployment {
  const { targetServiceRevisionArn: _, ...brief } = describeBrief(service, record);
  return {
    ...brief,
    stoppedAt: date(record.stoppedAt),
    updatedAt: date(record.updatedAt),
    sourceServiceRevisions: record.sourceRevisions.map((arn) => describeCounts(service, arn)),
    targetServiceRevision: describeCounts(service, record.targetRevision),
    deploymentConfiguration: { ...service.configuration, strategy: 'ROLLING', bakeTimeInMinutes: 0 },
    ...(record.rollback && { rollback: { ...record.rollback, startedAt: new Date(record.rollback.startedAt) } }),
    deploymentCircuitBreaker: {
      status: record.breakerStatus,
      failureCount: record.failureCount,
      threshold: record.threshold,
    },
    alarms: { status: 'DISABLED', alarmNames: [], triggeredAlarmNames: [] },
  };
}

/** A service revision as DescribeServiceRevisions shows it. */
export function describeRevision(state: EcsState, service: ServiceRecord, revision: Revision): ServiceRevision {
  return {
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: service.clusterArn,
    taskDefinition: revision.taskDefinition,
    capacityProviderStrategy: revision.capacityProviderStrategy,
    launchType: revision.launchType,
    platformVersion: revision.platformVersion,
    platformFamily: isOnFargate(revision) ? 'Linux' : undefined,
    loadBalancers: revision.loadBalancers,
    serviceRegistries: [],
    networkConfiguration: revision.networkConfiguration,
    containerImages: imagesOf(state, service, revision),
    guardDutyEnabled: false,
    createdAt: new Date(revision.createdAt),
  };
}

function describeCounts(service: ServiceRecord, arn: string) {
  const deployment = service.deployments.find(({ revision }) => revision.arn === arn);
  const tasks = Object.values(service.scheduled).filter(({ deploymentId }) => deploymentId === deployment?.id);
  const { runningCount, pendingCount } = countsOf(tasks);
  const wanted = deployment && deployment === primaryOf(service) ? service.desiredCount : 0;
  return { arn, requestedTaskCount: wanted, runningTaskCount: runningCount, pendingTaskCount: pendingCount };
}

/** Images of a revision, with the digests that its tasks resolved them to. */
function imagesOf(state: EcsState, service: ServiceRecord, revision: Revision): ServiceRevision['containerImages'] {
  const deployment = service.deployments.find((other) => other.revision.arn === revision.arn);
  const task = Object.values(state.tasks).find(({ task }) => task.startedBy === deployment?.id);
  return task?.task.containers.map(({ name, image, imageDigest }) => ({ containerName: name, image, imageDigest }));
}

const date = (milliseconds: number | undefined): Date | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds);
