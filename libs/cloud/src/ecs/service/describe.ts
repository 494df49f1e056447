import { type Deployment, type Service } from '@aws-sdk/client-ecs';
import { isOnFargate } from '../capacity';
import { currentServiceDeployment, primaryOf } from '../scheduler';
import { type DeploymentRecord, type ScheduledTask, type ServiceRecord } from '../state';

/** A service as the API shows it. */
export function describeService(service: ServiceRecord, include: string[] = []): Service {
  const primary = primaryOf(service);
  const revision = primary?.revision;
  const tasks = Object.values(service.scheduled);
  // What is spread comes last: after it, V8 would build the literal member by member, at ten times the memory.
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    status: service.status,
    desiredCount: service.desiredCount,
    launchType: revision?.launchType,
    capacityProviderStrategy: revision?.capacityProviderStrategy,
    platformVersion: revision?.platformVersion,
    platformFamily: revision && isOnFargate(revision) ? 'Linux' : undefined,
    taskDefinition: revision?.taskDefinition,
    loadBalancers: revision?.loadBalancers ?? [],
    serviceRegistries: [],
    networkConfiguration: revision?.networkConfiguration,
    deploymentConfiguration: { ...service.configuration, strategy: 'ROLLING', bakeTimeInMinutes: 0 },
    deploymentController: { type: 'ECS' },
    deployments: service.deployments.map((deployment) => describeDeployment(service, deployment)),
    events: service.events.map((event) => ({ ...event, createdAt: new Date(event.createdAt) })),
    createdAt: new Date(service.createdAt),
    createdBy: service.createdBy,
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    schedulingStrategy: 'REPLICA',
    enableExecuteCommand: false,
    tags: include.includes('TAGS') ? service.tags : undefined,
    ...service.shown,
    ...countsOf(tasks),
    ...describeCurrent(service),
  };
}

/** Tasks that run, and tasks that are about to. */
export function countsOf(tasks: ScheduledTask[]): { runningCount: number; pendingCount: number } {
  const count = (...statuses: string[]): number => tasks.filter((task) => statuses.includes(task.lastStatus)).length;
  return { runningCount: count('RUNNING'), pendingCount: count('PROVISIONING', 'PENDING', 'ACTIVATING') };
}

function describeDeployment(service: ServiceRecord, deployment: DeploymentRecord): Deployment {
  const { revision } = deployment;
  const tasks = Object.values(service.scheduled).filter(({ deploymentId }) => deploymentId === deployment.id);
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: revision.taskDefinition,
    desiredCount:
      deployment.status === 'PRIMARY' ? service.desiredCount : tasks.filter((task) => !task.stopping).length,
    ...countsOf(tasks),
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    launchType: revision.launchType,
    capacityProviderStrategy: revision.capacityProviderStrategy,
    platformVersion: revision.platformVersion,
    platformFamily: isOnFargate(revision) ? 'Linux' : undefined,
    networkConfiguration: revision.networkConfiguration,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

function describeCurrent(
  service: ServiceRecord,
): Pick<Service, 'currentServiceDeployment' | 'currentServiceRevisions'> {
  return {
    currentServiceDeployment: currentServiceDeployment(service)?.arn,
    currentServiceRevisions: service.deployments.map((deployment) => {
      const { desiredCount, runningCount, pendingCount } = describeDeployment(service, deployment);
      return {
        arn: deployment.revision.arn,
        requestedTaskCount: desiredCount,
        runningTaskCount: runningCount,
        pendingTaskCount: pendingCount,
      };
    }),
  };
}
