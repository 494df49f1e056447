import {
  type DescribeServicesRequest,
  type DescribeServicesResponse,
  type ListServicesRequest,
  type ListServicesResponse,
} from '@aws-sdk/client-ecs';
import { type CallContext, type OperationTable } from '../../kernel';
import { arnInCluster, lastPart } from '../arn';
import { type EcsContext } from '../context';
import { invalidParameter } from '../errors';
import { clusterOf, findService } from '../lookup';
import { page } from '../paging';
import { primaryOf } from '../scheduler';
import { describeService } from '../service/describe';

/** Operations that read services. */
export const serviceReads = ({ state }: EcsContext): OperationTable => ({
  DescribeServices: (input: DescribeServicesRequest, context: CallContext): DescribeServicesResponse => {
    const cluster = clusterOf(state, context, input.cluster);
    const references = input.services ?? [];
    if (references.length === 0) throw invalidParameter('Services cannot be empty.');
    if (references.length > 10) throw invalidParameter('Services cannot contain more than 10 elements.');
    const found = references.map((reference) => findService(state, cluster, reference));
    return {
      services: found.flatMap((service) => (service ? describeService(service, input.include) : [])),
      failures: references
        .filter((_, index) => !found[index])
        .map((reference) => ({ arn: arnInCluster(cluster.arn, 'service', lastPart(reference)), reason: 'MISSING' })),
    };
  },

  ListServices: (input: ListServicesRequest, context: CallContext): ListServicesResponse => {
    const cluster = clusterOf(state, context, input.cluster);
    const arns = Object.values(state.services)
      .filter((service) => service.clusterArn === cluster.arn && service.status !== 'INACTIVE')
      .filter((service) => !input.launchType || primaryOf(service)?.revision.launchType === input.launchType)
      .filter(() => input.schedulingStrategy !== 'DAEMON')
      .map(({ arn }) => arn)
      .sort();
    const { items, nextToken } = page(arns, (arn) => arn, input, { standard: 10, most: 100 });
    return { serviceArns: items, nextToken };
  },
});
