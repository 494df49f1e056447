import {
  type CapacityProvider,
  type DescribeCapacityProvidersRequest,
  type DescribeCapacityProvidersResponse,
  type DescribeContainerInstancesRequest,
  type DescribeContainerInstancesResponse,
  type ListContainerInstancesRequest,
  type ListContainerInstancesResponse,
} from '@aws-sdk/client-ecs';
import { type CallContext, type OperationTable } from '../../kernel';
import { arnInCluster, ecsArn, lastPart, type Place } from '../arn';
import { ofFargate } from '../capacity';
import { type EcsContext } from '../context';
import { invalidParameter } from '../errors';
import { clusterOf } from '../lookup';
import { page } from '../paging';

/** Operations on what tasks run on: Fargate's capacity providers, and no container instance ever. */
export const capacityOperations = ({ state }: EcsContext): OperationTable => ({
  DescribeCapacityProviders: (
    input: DescribeCapacityProvidersRequest,
    context: CallContext,
  ): DescribeCapacityProvidersResponse => {
    const wanted = (input.capacityProviders ?? ofFargate).map(lastPart);
    const found = ofFargate.filter((name) => wanted.includes(name)).map((name) => describe(context, name));
    const missing = wanted.filter((name) => !ofFargate.includes(name));
    const { items, nextToken } = page(found, ({ name }) => name ?? '', input, { standard: 10, most: 10 });
    return {
      capacityProviders: items,
      failures: missing.map((name) => ({ arn: arnOf(context, name), reason: 'MISSING' })),
      nextToken,
    };
  },

  ListContainerInstances: (
    input: ListContainerInstancesRequest,
    context: CallContext,
  ): ListContainerInstancesResponse => {
    clusterOf(state, context, input.cluster);
    return { containerInstanceArns: [] };
  },

  DescribeContainerInstances: (
    input: DescribeContainerInstancesRequest,
    context: CallContext,
  ): DescribeContainerInstancesResponse => {
    const { arn } = clusterOf(state, context, input.cluster);
    const references = input.containerInstances ?? [];
    if (references.length === 0) throw invalidParameter('Container instance cannot be empty.');
    return {
      containerInstances: [],
      failures: references.map((reference) => ({
        arn: arnInCluster(arn, 'container-instance', lastPart(reference)),
        reason: 'MISSING',
      })),
    };
  },
});

const arnOf = (place: Place, name: string): string => ecsArn(place, `capacity-provider/${name}`);

const describe = (place: Place, name: string): CapacityProvider => ({
  capacityProviderArn: arnOf(place, name),
  name,
  status: 'ACTIVE',
  tags: [],
});
