import { type CallContext } from '../kernel';
import { ecsArn, isArn, lastPart, type Place } from './arn';
import { clusterNotFound, serviceNotFound } from './errors';
import {
  type ClusterRecord,
  type EcsState,
  type FamilyRecord,
  type ServiceRecord,
  type TaskDefinitionRecord,
  type TaskRecord,
} from './state';

/** The ARN of a cluster by name or ARN; `default` where a request names none. */
export const clusterArnOf = (place: Place, reference = 'default'): string =>
  isArn(reference) ? reference : ecsArn(place, `cluster/${reference}`);

/**
 * Finds a cluster.
 * @throws AwsError ClusterNotFoundException
 */
export function clusterOf(state: EcsState, context: CallContext, reference?: string): ClusterRecord {
  const cluster = state.clusters[clusterArnOf(context, reference)];
  if (cluster?.status !== 'ACTIVE') throw clusterNotFound();
  return cluster;
}

/** Finds a service of a cluster by name or by ARN, in the long form or the old one without a cluster. */
export const findService = (state: EcsState, cluster: ClusterRecord, reference: string): ServiceRecord | undefined =>
  state.services[cluster.arn.replace(':cluster/', ':service/') + `/${lastPart(reference)}`];

/**
 * Finds a service that has not been deleted.
 * @throws AwsError ServiceNotFoundException
 */
export function serviceOf(state: EcsState, cluster: ClusterRecord, reference: string): ServiceRecord {
  const service = findService(state, cluster, reference);
  if (!service) throw serviceNotFound();
  return service;
}

/** Finds a task of a cluster by id or ARN. */
export const findTask = (state: EcsState, cluster: ClusterRecord, reference: string): TaskRecord | undefined =>
  state.tasks[cluster.arn.replace(':cluster/', ':task/') + `/${lastPart(reference)}`];

/** The family of a name, where any revision of it was ever registered. */
export const findFamily = (state: EcsState, place: Place, family: string): FamilyRecord | undefined =>
  state.families[`${place.region}/${family}`];

/** Finds a task definition by family (its newest active revision), `family:revision` or ARN. */
export function findTaskDefinition(state: EcsState, place: Place, reference: string): TaskDefinitionRecord | undefined {
  const [name = '', revision] = lastPart(reference).split(':');
  const family = findFamily(state, place, name);
  if (revision !== undefined) return family?.revisions[revision];
  return Object.values(family?.revisions ?? {})
    .filter(({ definition }) => definition.status === 'ACTIVE')
    .at(-1);
}
