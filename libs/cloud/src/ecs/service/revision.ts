import { isDeepStrictEqual } from 'node:util';
import { type CreateServiceRequest, type UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { capacityOf, isOnFargate } from '../capacity';
import { type RevisionRequest } from '../scheduler';
import { type ClusterRecord, type Revision, type TaskDefinitionRecord } from '../state';

/**
 * What the first deployment of a service runs.
 * @throws AwsError InvalidParameterException for capacity that the cluster has not
 */
export function firstRevision(
  input: CreateServiceRequest,
  { definition }: TaskDefinitionRecord,
  cluster: ClusterRecord,
): RevisionRequest {
  const capacity = capacityOf(input, cluster);
  return {
    taskDefinition: definition.taskDefinitionArn,
    ...capacity,
    platformVersion: isOnFargate(capacity) ? platformOf(input.platformVersion) : undefined,
    networkConfiguration: input.networkConfiguration,
    loadBalancers: input.loadBalancers ?? [],
  };
}

/** What a service runs after an update, and whether that takes a new deployment. */
export interface ChangedRevision extends RevisionRequest {
  request: RevisionRequest;
  changed: boolean;
}

/**
 * Applies an update to what runs. Task definition, network, platform version and load balancers take a new
 * deployment where they change; capacity providers, desired count and the rest do not.
 */
export function changedRevision(
  { arn: _arn, createdAt: _createdAt, ...before }: Revision,
  input: UpdateServiceRequest,
  named: TaskDefinitionRecord | undefined,
): ChangedRevision {
  const kept: RevisionRequest = {
    ...before,
    launchType: input.capacityProviderStrategy ? undefined : before.launchType,
    capacityProviderStrategy: input.capacityProviderStrategy ?? before.capacityProviderStrategy,
  };
  const request: RevisionRequest = {
    ...kept,
    taskDefinition: named?.definition.taskDefinitionArn ?? before.taskDefinition,
    networkConfiguration: input.networkConfiguration ?? before.networkConfiguration,
    platformVersion: input.platformVersion === undefined ? before.platformVersion : platformOf(input.platformVersion),
    loadBalancers: input.loadBalancers ?? before.loadBalancers,
  };
  return { ...request, request, changed: !isDeepStrictEqual(asStored(request), asStored(kept)) };
}

/** Without the members that are undefined: the state that was read from disk has none. */
const asStored = (request: RevisionRequest): unknown => JSON.parse(JSON.stringify(request));

/** LATEST is a name for the newest platform version; the API shows the number. */
const platformOf = (version: string | undefined): string =>
  version === undefined || version === 'LATEST' ? '1.4.0' : version;
