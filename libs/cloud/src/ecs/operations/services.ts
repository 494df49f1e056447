import {
  type CreateServiceRequest,
  type CreateServiceResponse,
  type DeleteServiceRequest,
  type DeleteServiceResponse,
  type UpdateServiceRequest,
  type UpdateServiceResponse,
} from '@aws-sdk/client-ecs';
import { type CallContext, type OperationTable } from '../../kernel';
import { checkStrategy } from '../capacity';
import { type EcsContext } from '../context';
import { clientException, invalidParameter, serviceNotActive } from '../errors';
import { requestHash } from '../ids';
import { clusterOf, findService, findTaskDefinition, serviceOf } from '../lookup';
import { primaryOf, startDeployment } from '../scheduler';
import { checkGracePeriod, checkRebalancing, checkRevision, mergeConfiguration, refuseUnbuilt } from '../service/check';
import { describeService } from '../service/describe';
import { newService } from '../service/new-service';
import { changedRevision, firstRevision } from '../service/revision';
import { type ServiceRecord, type TaskDefinitionRecord } from '../state';

/** Operations that create, change and delete services. */
export const serviceOperations = (ecs: EcsContext): OperationTable => ({
  CreateService: (input: CreateServiceRequest, context: CallContext): CreateServiceResponse => {
    const { state, clock, targetGroups } = ecs;
    refuseUnbuilt(input);
    const cluster = clusterOf(state, context, input.cluster);
    const existing = findService(state, cluster, input.serviceName ?? '');
    if (existing && isRepeated(existing, input)) return { service: describeService(existing, ['TAGS']) };
    refuseOverQuota(ecs, cluster.arn);
    const definition = activeDefinition(ecs, context, input.taskDefinition);
    const revision = firstRevision(input, definition, cluster);
    checkRevision(revision, definition, targetGroups);
    checkGracePeriod(input.healthCheckGracePeriodSeconds, revision.loadBalancers, definition.definition);
    const service = newService(input, cluster.arn, existing, { now: clock.now(), account: context.account });
    checkRebalancing(service);
    startDeployment(service, revision, clock.now());
    state.services[service.arn] = service;
    ecs.wake(service.arn);
    return { service: describeService(service, ['TAGS']) };
  },

  UpdateService: (input: UpdateServiceRequest, context: CallContext): UpdateServiceResponse => {
    const { state, clock, targetGroups } = ecs;
    refuseUnbuilt(input);
    const cluster = clusterOf(state, context, input.cluster);
    const service = serviceOf(state, cluster, input.service ?? '');
    const primary = primaryOf(service);
    if (service.status !== 'ACTIVE' || !primary) throw serviceNotActive();
    const named = input.taskDefinition === undefined ? undefined : activeDefinition(ecs, context, input.taskDefinition);
    const revision = changedRevision(primary.revision, input, named);
    const definition = named ?? findTaskDefinition(state, context, revision.taskDefinition);
    if (definition) checkRevision(revision, definition, targetGroups);
    checkGracePeriod(input.healthCheckGracePeriodSeconds, revision.loadBalancers, definition?.definition ?? {});
    if (input.capacityProviderStrategy) checkStrategy(input.capacityProviderStrategy, cluster.capacityProviders);
    applySettings(service, input);
    if (input.forceNewDeployment || revision.changed) startDeployment(service, revision.request, clock.now());
    ecs.wake(service.arn);
    return { service: describeService(service, ['TAGS']) };
  },

  DeleteService: (input: DeleteServiceRequest, context: CallContext): DeleteServiceResponse => {
    const service = serviceOf(ecs.state, clusterOf(ecs.state, context, input.cluster), input.service ?? '');
    if (service.status !== 'ACTIVE') throw serviceNotActive();
    if (service.desiredCount > 0 && !input.force) {
      throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
    }
    service.status = 'DRAINING';
    service.desiredCount = 0;
    ecs.wake(service.arn);
    return { service: describeService(service, ['TAGS']) };
  },
});

/** Whether a CreateService was answered before, by its clientToken; any other one over a living service is refused. */
function isRepeated(existing: ServiceRecord, input: CreateServiceRequest): boolean {
  if (existing.status === 'INACTIVE') return false;
  if (existing.status === 'DRAINING') throw invalidParameter('Unable to Start a service that is still Draining.');
  const sameToken = input.clientToken !== undefined && input.clientToken === existing.clientToken;
  if (sameToken && existing.requestHash === requestHash(input)) return true;
  throw invalidParameter('Creation of service was not idempotent.');
}

/** ECS documents the quota, "Services per cluster", and not how it refuses: the words are those of its other quotas. */
function refuseOverQuota({ state, servicesPerCluster }: EcsContext, cluster: string): void {
  const there = Object.values(state.services).filter(
    ({ clusterArn, status }) => clusterArn === cluster && status !== 'INACTIVE',
  );
  if (there.length >= servicesPerCluster)
    throw invalidParameter('The number of services in the cluster exceeds limit.');
}

function activeDefinition(
  { state }: EcsContext,
  context: CallContext,
  reference: string | undefined,
): TaskDefinitionRecord {
  const record = findTaskDefinition(state, context, reference ?? '');
  if (!record) throw clientException('TaskDefinition not found.');
  if (record.definition.status !== 'ACTIVE') throw clientException('TaskDefinition is inactive');
  return record;
}

function applySettings(service: ServiceRecord, input: UpdateServiceRequest): void {
  const { availabilityZoneRebalancing, placementConstraints, placementStrategy } = input;
  const { propagateTags, enableECSManagedTags } = input;
  const asked = {
    availabilityZoneRebalancing,
    placementConstraints,
    placementStrategy,
    propagateTags,
    enableECSManagedTags,
  };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const shown = { ...service.shown, ...given };
  const configuration = mergeConfiguration(service.configuration, input.deploymentConfiguration);
  checkRebalancing({ shown, configuration });
  Object.assign(service, { shown, configuration });
  service.desiredCount = input.desiredCount ?? service.desiredCount;
  service.healthCheckGracePeriodSeconds = input.healthCheckGracePeriodSeconds ?? service.healthCheckGracePeriodSeconds;
}
