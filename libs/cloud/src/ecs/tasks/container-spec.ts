import { type ContainerDefinition, type ContainerOverride, type Tmpfs } from '@aws-sdk/client-ecs';
import { type ContainerSpec, type PreparedImage } from '@longshore/runtime';
import { lastPart, placeOf } from '../arn';
import { type TaskRecord } from '../state';
import { healthCheckOf } from './health';

/** What the runtime is to run for one container of a task. */
export function containerSpec(
  { task }: TaskRecord,
  definition: ContainerDefinition,
  image: PreparedImage,
  secrets: Record<string, string>,
  endpoint: string | undefined,
): ContainerSpec {
  const override = overrideOf(task.overrides?.containerOverrides, definition.name);
  const memory = override?.memory ?? definition.memory ?? (task.memory === undefined ? undefined : Number(task.memory));
  return {
    name: `longshore-${lastPart(task.clusterArn)}-${definition.name}-${lastPart(task.taskArn).slice(0, 12)}`,
    image,
    entryPoint: definition.entryPoint,
    command: override?.command ?? definition.command,
    environment: {
      ...ofPlatform(task),
      ...(endpoint !== undefined && ofCloud(task, endpoint)),
      ...pairs(definition.environment),
      ...secrets,
      ...pairs(override?.environment),
    },
    ports: (definition.portMappings ?? []).flatMap(({ containerPort }) => containerPort ?? []),
    user: definition.user,
    readonlyRoot: definition.readonlyRootFilesystem,
    tmpfs: definition.linuxParameters?.tmpfs?.map(tmpfsOf),
    memoryMiB: memory,
    memoryReservationMiB: override?.memoryReservation ?? definition.memoryReservation,
    ulimits: definition.ulimits?.map(({ name, softLimit = 0, hardLimit = 0 }) => ({
      name: name ?? '',
      soft: softLimit,
      hard: hardLimit,
    })),
    healthCheck: healthCheckOf(definition),
    labels: { ...definition.dockerLabels, ...labelsOf(task, definition) },
  };
}

const tmpfsOf = ({
  containerPath = '',
  size = 0,
  mountOptions,
}: Tmpfs): NonNullable<ContainerSpec['tmpfs']>[number] => ({
  path: containerPath,
  sizeMiB: size,
  ...(mountOptions && { options: mountOptions }),
});

const overrideOf = (overrides: ContainerOverride[] = [], name: string | undefined): ContainerOverride | undefined =>
  overrides.find((override) => override.name === name);

/** What Fargate itself puts into every container's environment. */
const ofPlatform = ({ taskArn, launchType }: TaskRecord['task']): Record<string, string> => {
  const { region } = placeOf(taskArn);
  const regions = { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  return launchType === 'FARGATE' ? { ...regions, AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE' } : regions;
};

/** Sends the SDK of a container to this cloud, where AWS has its own endpoints and the task's role. */
const ofCloud = ({ taskArn }: TaskRecord['task'], endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: placeOf(taskArn).account,
  AWS_SECRET_ACCESS_KEY: 'of-the-task',
});

const pairs = (list: { name?: string; value?: string }[] = []): Record<string, string> =>
  Object.fromEntries(list.map(({ name = '', value = '' }) => [name, value]));

/** Labels that the ECS agent puts on containers. */
const labelsOf = (task: TaskRecord['task'], definition: ContainerDefinition): Record<string, string> => ({
  'com.amazonaws.ecs.cluster': task.clusterArn,
  'com.amazonaws.ecs.container-name': definition.name ?? '',
  'com.amazonaws.ecs.task-arn': task.taskArn,
});
