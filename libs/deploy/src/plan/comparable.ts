import {
  type ContainerDefinition,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  type TargetGroup,
  type TaskDefinition,
  type ThresholdConfiguration,
} from '../aws/shapes';
import { type Desired } from '../render/desired';
import { type DesiredQueue } from '../render/queue';
import { awsShapes } from '@longshore/model';
import { withoutEmpty } from '../render/override';
import { hiddenIn, labelsBesideConfig } from '../config/with-config';
import { ownLabels, versionsOf } from '../secrets/versions';
import { type TargetGroupSettings } from '../render/target-group';

/**
 * What we compare of a task definition, live or desired: the fields that we set, lists by name and in no order. What
 * AWS adds by itself (revision, status, hostPort, mountPoints, …) is left out, so that no change is no difference.
 */
export const comparableTaskDefinition = (definition: TaskDefinition | RegisterTaskDefinitionCommandInput) => ({
  networkMode: definition.networkMode,
  requiresCompatibilities: [...(definition.requiresCompatibilities ?? [])].sort(),
  cpu: definition.cpu,
  memory: definition.memory,
  runtimePlatform: {
    cpuArchitecture: definition.runtimePlatform?.cpuArchitecture ?? 'X86_64',
    operatingSystemFamily: definition.runtimePlatform?.operatingSystemFamily ?? 'LINUX',
  },
  executionRoleArn: definition.executionRoleArn,
  taskRoleArn: definition.taskRoleArn,
  containerDefinitions: byKey(definition.containerDefinitions, ({ name }) => name, comparableContainer),
  ...othersOf('TaskDefinition', definition, ['runtimePlatform']),
});

/** The fields that an override may set and that are compared nowhere else: so that one that is taken back shows too. */
function othersOf(shape: 'TaskDefinition' | 'Container', live: object, compared: string[]): Record<string, unknown> {
  const names = Object.keys(awsShapes[shape]).filter((name) => !compared.includes(name));
  const fields = names.map((name) => [name, withoutEmpty((live as Record<string, unknown>)[name])]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as Record<string, unknown>;
}

const comparableContainer = (container: ContainerDefinition) => ({
  ...othersOf('Container', container, ['dockerLabels']),
  dockerLabels: labelsBesideConfig(ownLabels(container)),
  configDefaults: hiddenIn(container),
  image: container.image,
  essential: container.essential ?? true,
  stopTimeout: container.stopTimeout,
  readonlyRootFilesystem: container.readonlyRootFilesystem ?? false,
  portMappings: byKey(
    container.portMappings,
    ({ containerPort }) => String(containerPort),
    ({ protocol = 'tcp' }) => protocol,
  ),
  environment: byKey(
    container.environment,
    ({ name }) => name,
    ({ value }) => value,
  ),
  secrets: byKey(
    container.secrets,
    ({ name }) => name,
    ({ valueFrom }) => valueFrom,
  ),
  command: container.command ?? [],
  // ECS shows 0 where none was set.
  cpu: container.cpu || undefined,
  memory: container.memory,
  dependsOn: byKey(
    container.dependsOn,
    ({ containerName }) => containerName,
    ({ condition }) => condition,
  ),
  healthCheck: container.healthCheck && {
    command: container.healthCheck.command,
    interval: container.healthCheck.interval ?? 30,
    timeout: container.healthCheck.timeout ?? 5,
    retries: container.healthCheck.retries ?? 3,
    startPeriod: container.healthCheck.startPeriod || undefined,
  },
  secretVersions: versionsOf(container),
  logConfiguration: {
    logDriver: container.logConfiguration?.logDriver,
    options: container.logConfiguration?.options,
  },
});

/** What we compare of a desired service; `targetGroupArn` is undefined where the target group is yet to be made. */
export const comparableDesired = (
  { service, routing }: Pick<Desired, 'service' | 'routing'>,
  targetGroupArn: string | undefined,
) =>
  comparableService({
    ...service,
    loadBalancers: routing && [
      {
        targetGroupArn: targetGroupArn ?? 'new',
        containerName: routing.containerName,
        containerPort: routing.containerPort,
      },
    ],
  });

/** What we compare of a live service: not the desired count, which others may change. */
export const comparableService = ({
  deploymentConfiguration,
  networkConfiguration,
  healthCheckGracePeriodSeconds = 0,
  loadBalancers,
  launchType,
  capacityProviderStrategy,
}: Pick<
  Service,
  | 'deploymentConfiguration'
  | 'networkConfiguration'
  | 'healthCheckGracePeriodSeconds'
  | 'loadBalancers'
  | 'launchType'
  | 'capacityProviderStrategy'
>) => ({
  launchType,
  capacityProviderStrategy: byKey(
    capacityProviderStrategy,
    ({ capacityProvider }) => capacityProvider,
    ({ base = 0, weight = 0 }) => ({ base, weight }),
  ),
  deploymentConfiguration: {
    minimumHealthyPercent: deploymentConfiguration?.minimumHealthyPercent ?? 100,
    maximumPercent: deploymentConfiguration?.maximumPercent ?? 200,
    deploymentCircuitBreaker: {
      enable: deploymentConfiguration?.deploymentCircuitBreaker?.enable ?? false,
      rollback: deploymentConfiguration?.deploymentCircuitBreaker?.rollback ?? false,
      thresholdConfiguration: thresholdOf(deploymentConfiguration?.deploymentCircuitBreaker?.thresholdConfiguration),
    },
  },
  networkConfiguration: {
    subnets: [...(networkConfiguration?.awsvpcConfiguration?.subnets ?? [])].sort(),
    securityGroups: [...(networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [])].sort(),
    assignPublicIp: networkConfiguration?.awsvpcConfiguration?.assignPublicIp ?? 'DISABLED',
  },
  healthCheckGracePeriodSeconds,
  loadBalancers: byKey(
    loadBalancers,
    ({ containerName }) => containerName,
    ({ containerPort, targetGroupArn }) => ({ containerPort, targetGroupArn }),
  ),
});

/** ECS shows the default where none was set. */
const thresholdOf = (threshold: ThresholdConfiguration | undefined) => ({
  type: threshold?.type ?? 'BOUNDED_PERCENT',
  value: threshold?.value ?? 50,
});

/** What we compare of a target group: what can be changed once it is there. */
export const comparableTargetGroup = (group: TargetGroup | TargetGroupSettings) => ({
  HealthCheckProtocol: group.HealthCheckProtocol,
  HealthCheckPath: group.HealthCheckPath,
  HealthCheckIntervalSeconds: group.HealthCheckIntervalSeconds,
  HealthCheckTimeoutSeconds: group.HealthCheckTimeoutSeconds,
  HealthyThresholdCount: group.HealthyThresholdCount,
  UnhealthyThresholdCount: group.UnhealthyThresholdCount,
  Matcher: { HttpCode: group.Matcher?.HttpCode },
});

function byKey<Item, Value>(
  items: Item[] | undefined,
  key: (item: Item) => string | undefined,
  value: (item: Item) => Value,
): Record<string, Value> {
  return Object.fromEntries((items ?? []).map((item) => [key(item) ?? '', value(item)]));
}

/** What we compare of a live queue. */
export const comparableQueue = ({
  VisibilityTimeout,
  MessageRetentionPeriod,
  RedrivePolicy,
}: Record<string, string>) => ({
  VisibilityTimeout,
  MessageRetentionPeriod,
  attempts:
    RedrivePolicy && Number((JSON.parse(RedrivePolicy) as { maxReceiveCount: string | number }).maxReceiveCount),
});

/** What we compare of a desired queue. */
export const comparableDesiredQueue = ({ attributes, aside }: DesiredQueue) => ({
  ...attributes,
  attempts: aside?.attempts,
});
