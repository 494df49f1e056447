import { type CreateServiceRequest } from '@aws-sdk/client-ecs';
import { arnInCluster } from '../arn';
import { invalidParameter } from '../errors';
import { newSeed, requestHash } from '../ids';
import { type ServiceRecord } from '../state';
import { mergeTags } from '../tags';
import { mergeConfiguration } from './check';

/**
 * A service that has no deployment yet. One that takes the name of a deleted service keeps its history.
 * @throws AwsError InvalidParameterException for a name, count or token that AWS refuses
 */
export function newService(
  input: CreateServiceRequest,
  clusterArn: string,
  deleted: ServiceRecord | undefined,
  { now, account }: { now: number; account: string },
): ServiceRecord {
  const { serviceName = '', desiredCount } = input;
  if (!/^[a-zA-Z0-9_-]{1,255}$/.test(serviceName)) throw invalidParameter('Invalid service name.');
  if (desiredCount === undefined) throw invalidParameter('Desired count must be specified for a replica service.');
  if ((input.clientToken ?? '').length > 36) throw invalidParameter('clientToken can be up to 36 characters long.');
  return {
    arn: arnInCluster(clusterArn, 'service', serviceName),
    name: serviceName,
    clusterArn,
    status: 'ACTIVE',
    createdAt: now,
    createdBy: `arn:aws:iam::${account}:root`,
    shown: shownOf(input, account),
    tags: mergeTags([], input.tags),
    clientToken: input.clientToken,
    requestHash: requestHash(input),
    desiredCount,
    configuration: mergeConfiguration(
      { minimumHealthyPercent: 100, maximumPercent: 200 },
      input.deploymentConfiguration,
    ),
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? 0,
    deployments: [],
    serviceDeployments: deleted?.serviceDeployments ?? [],
    revisions: deleted?.revisions ?? {},
    scheduled: {},
    events: [],
    steady: false,
    seed: newSeed(),
    serial: 0,
  };
}

/**
 * Whether tasks may be moved between zones: not where a move has no room, nor where another placement is asked for.
 * Source: "Balancing an Amazon ECS service across Availability Zones", developer guide.
 */
const canRebalance = ({ deploymentConfiguration, placementStrategy = [] }: CreateServiceRequest): boolean => {
  const [{ type, field } = { type: 'spread', field: 'attribute:ecs.availability-zone' }] = placementStrategy;
  const spread = type === 'spread' && field === 'attribute:ecs.availability-zone';
  return spread && (deploymentConfiguration?.maximumPercent ?? 200) > 100;
};

const shownOf = (input: CreateServiceRequest, account: string): ServiceRecord['shown'] => ({
  availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? (canRebalance(input) ? 'ENABLED' : 'DISABLED'),
  enableECSManagedTags: input.enableECSManagedTags ?? false,
  placementConstraints: input.placementConstraints ?? [],
  placementStrategy: input.placementStrategy ?? [],
  propagateTags: input.propagateTags ?? 'NONE',
  roleArn: input.role ?? `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
});
