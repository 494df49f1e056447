import {
  type Cluster,
  type CreateClusterRequest,
  type CreateClusterResponse,
  type DeleteClusterRequest,
  type DeleteClusterResponse,
  type DescribeClustersRequest,
  type DescribeClustersResponse,
  type ListClustersRequest,
  type ListClustersResponse,
  type PutClusterCapacityProvidersRequest,
  type PutClusterCapacityProvidersResponse,
  type UpdateClusterSettingsRequest,
  type UpdateClusterSettingsResponse,
} from '@aws-sdk/client-ecs';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { lastPart, placeOf } from '../arn';
import { checkStrategy, ofFargate } from '../capacity';
import { type EcsContext } from '../context';
import { invalidParameter } from '../errors';
import { clusterArnOf, clusterOf } from '../lookup';
import { page } from '../paging';
import { refuse } from '../refuse';
import { type ClusterRecord, type EcsState } from '../state';
import { mergeTags } from '../tags';

/** Operations on clusters. */
export const clusterOperations = ({ state }: EcsContext): OperationTable => ({
  CreateCluster: (input: CreateClusterRequest, context: CallContext): CreateClusterResponse => {
    refuse(input, { configuration: 'Configuration of a cluster', serviceConnectDefaults: 'Service Connect' });
    const name = input.clusterName ?? 'default';
    if (!/^[a-zA-Z0-9_-]{1,255}$/.test(name)) throw invalidParameter('Invalid cluster name.');
    const arn = clusterArnOf(context, name);
    const existing = state.clusters[arn];
    if (existing?.status === 'ACTIVE') return { cluster: describe(state, existing, ['SETTINGS', 'TAGS']) };
    const cluster: ClusterRecord = {
      arn,
      name,
      status: 'ACTIVE',
      settings: input.settings ?? [{ name: 'containerInsights', value: 'disabled' }],
      ...checkedCapacity(input),
      tags: mergeTags([], input.tags),
    };
    state.clusters[arn] = cluster;
    return { cluster: describe(state, cluster, ['SETTINGS', 'TAGS']) };
  },

  DescribeClusters: (input: DescribeClustersRequest, context: CallContext): DescribeClustersResponse => {
    const arns = (input.clusters?.length ? input.clusters : ['default']).map((name) => clusterArnOf(context, name));
    return {
      clusters: arns.flatMap((arn) => (state.clusters[arn] ? describe(state, state.clusters[arn], input.include) : [])),
      failures: arns.filter((arn) => !state.clusters[arn]).map((arn) => ({ arn, reason: 'MISSING' })),
    };
  },

  ListClusters: (input: ListClustersRequest, context: CallContext): ListClustersResponse => {
    const arns = Object.values(state.clusters)
      .filter(({ arn, status }) => status === 'ACTIVE' && placeOf(arn).region === context.region)
      .map(({ arn }) => arn)
      .sort();
    const { items, nextToken } = page(arns, (arn) => arn, input, { standard: 100, most: 100 });
    return { clusterArns: items, nextToken };
  },

  PutClusterCapacityProviders: (
    input: PutClusterCapacityProvidersRequest,
    context: CallContext,
  ): PutClusterCapacityProvidersResponse => {
    const cluster = Object.assign(clusterOf(state, context, input.cluster), checkedCapacity(input));
    return { cluster: describe(state, cluster, ['SETTINGS', 'TAGS']) };
  },

  UpdateClusterSettings: (input: UpdateClusterSettingsRequest, context: CallContext): UpdateClusterSettingsResponse => {
    const cluster = clusterOf(state, context, input.cluster);
    cluster.settings = input.settings ?? [];
    return { cluster: describe(state, cluster, ['SETTINGS', 'TAGS']) };
  },

  DeleteCluster: (input: DeleteClusterRequest, context: CallContext): DeleteClusterResponse => {
    const cluster = clusterOf(state, context, input.cluster);
    const { activeServicesCount, runningTasksCount, pendingTasksCount } = describe(state, cluster);
    if (activeServicesCount) throw conflict('ClusterContainsServicesException', 'services');
    if (runningTasksCount || pendingTasksCount) throw conflict('ClusterContainsTasksException', 'tasks');
    cluster.status = 'INACTIVE';
    return { cluster: describe(state, cluster) };
  },
});

function checkedCapacity({
  capacityProviders = [],
  defaultCapacityProviderStrategy = [],
}: CreateClusterRequest): Pick<ClusterRecord, 'capacityProviders' | 'defaultStrategy'> {
  if (capacityProviders.some((name) => !ofFargate.includes(name))) {
    throw invalidParameter('The specified capacity provider was not found. Specify a valid name or ARN and try again.');
  }
  checkStrategy(defaultCapacityProviderStrategy, capacityProviders);
  return { capacityProviders, defaultStrategy: defaultCapacityProviderStrategy };
}

const conflict = (code: string, what: string): AwsError =>
  new AwsError(code, `The Cluster cannot be deleted while ${what} are active.`);

function describe(state: EcsState, cluster: ClusterRecord, include: string[] = []): Cluster {
  const tasks = Object.values(state.tasks).filter(({ task }) => task.clusterArn === cluster.arn);
  const services = Object.values(state.services).filter(({ clusterArn }) => clusterArn === cluster.arn);
  const count = (...statuses: string[]): number =>
    tasks.filter(({ task }) => statuses.includes(task.lastStatus)).length;
  return {
    clusterArn: cluster.arn,
    clusterName: lastPart(cluster.arn),
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: count('RUNNING'),
    pendingTasksCount: count('PROVISIONING', 'PENDING', 'ACTIVATING'),
    activeServicesCount: services.filter(({ status }) => status === 'ACTIVE').length,
    statistics: [],
    tags: include.includes('TAGS') ? cluster.tags : [],
    settings: include.includes('SETTINGS') ? cluster.settings : [],
    capacityProviders: cluster.capacityProviders,
    defaultCapacityProviderStrategy: cluster.defaultStrategy ?? [],
  };
}
