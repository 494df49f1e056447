import { type ContainerDefinition } from '@aws-sdk/client-ecs';
import { lastPart } from '../arn';
import { type TaskDefinitionRecord, type TaskRecord } from '../state';

/** A document of the task metadata endpoint, version 4. */
export type MetadataDocument = Record<string, unknown>;

/** A task as its containers see it at `/task`. */
export function taskMetadata({ task }: TaskRecord, definition: TaskDefinitionRecord['definition']): MetadataDocument {
  const [service] = task.group?.startsWith('service:') ? [task.group.slice('service:'.length)] : [];
  return {
    Cluster: task.clusterArn,
    TaskARN: task.taskArn,
    Family: definition.family,
    Revision: String(definition.revision),
    ...(service !== undefined && { ServiceName: service }),
    DesiredStatus: task.desiredStatus,
    KnownStatus: task.lastStatus,
    ...(task.cpu !== undefined && { Limits: { CPU: Number(task.cpu) / 1024, Memory: Number(task.memory) } }),
    PullStartedAt: time(task.pullStartedAt),
    PullStoppedAt: time(task.pullStoppedAt),
    AvailabilityZone: task.availabilityZone,
    LaunchType: task.launchType ?? 'FARGATE',
    Containers: (definition.containerDefinitions ?? []).map((container) => containerMetadata({ task }, container)),
  };
}

/** A container as it sees itself. */
export function containerMetadata(
  { task }: Pick<TaskRecord, 'task'>,
  definition: ContainerDefinition,
): MetadataDocument {
  const container = task.containers.find(({ name }) => name === definition.name);
  const addresses = (container?.networkInterfaces ?? []).flatMap(({ privateIpv4Address }) => privateIpv4Address ?? []);
  return {
    DockerId: container?.runtimeId,
    Name: definition.name,
    DockerName: definition.name,
    Image: definition.image,
    ImageID: container?.imageDigest,
    Labels: {
      ...definition.dockerLabels,
      'com.amazonaws.ecs.cluster': task.clusterArn,
      'com.amazonaws.ecs.container-name': definition.name,
      'com.amazonaws.ecs.task-arn': task.taskArn,
      'com.amazonaws.ecs.task-definition-family': lastPart(task.taskDefinitionArn).split(':')[0],
      'com.amazonaws.ecs.task-definition-version': task.taskDefinitionArn.split(':').at(-1),
    },
    DesiredStatus: task.desiredStatus,
    KnownStatus: container?.lastStatus,
    ...(container?.exitCode !== undefined && { ExitCode: container.exitCode }),
    Limits: { CPU: definition.cpu ?? 0, ...(definition.memory !== undefined && { Memory: definition.memory }) },
    Type: 'NORMAL',
    ...(definition.healthCheck && { Health: { status: container?.healthStatus } }),
    ContainerARN: container?.containerArn,
    ...(definition.logConfiguration && { LogDriver: definition.logConfiguration.logDriver }),
    Networks: addresses.length > 0 ? [{ NetworkMode: 'awsvpc', IPv4Addresses: addresses }] : [],
  };
}

const time = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
