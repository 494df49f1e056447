import { isRead } from '../kernel';
import { type Rate } from './token-bucket';

/** A bucket that operations share. */
export interface Limit extends Rate {
  name: string;
}

interface Group extends Limit {
  operations: string[];
}

const group = (name: string, burst: number, perSecond: number, ...operations: string[]): Group => ({
  name: `ecs ${name}`,
  burst,
  perSecond,
  operations,
});

/**
 * Source: "Request throttling for the Amazon ECS API", API reference; the groups of operations that the cloud has.
 * Fargate's own limit of RunTask is not in it.
 */
const ecs: Group[] = [
  group(
    'cluster modify',
    20,
    1,
    'CreateCluster',
    'DeleteCluster',
    'PutClusterCapacityProviders',
    'UpdateCluster',
    'UpdateClusterSettings',
  ),
  group('cluster read', 50, 20, 'DescribeClusters', 'ListClusters'),
  group('task definition modify', 20, 1, 'DeregisterTaskDefinition', 'RegisterTaskDefinition'),
  group('task definition read', 50, 20, 'DescribeTaskDefinition', 'ListTaskDefinitions', 'ListTaskDefinitionFamilies'),
  group('task definition deletion', 5, 1, 'DeleteTaskDefinitions'),
  group('tag modify', 20, 10, 'TagResource', 'UntagResource'),
  group('tag read', 50, 20, 'ListTagsForResource'),
  group('cluster resource modify', 100, 40, 'RunTask', 'StartTask', 'StopTask'),
  group('cluster resource read', 100, 20, 'DescribeTasks', 'ListTasks'),
  group('service modify', 50, 5, 'CreateService', 'DeleteService', 'UpdateService'),
  group('service read', 100, 20, 'DescribeServices', 'ListServices'),
  group('service deployment', 50, 20, 'DescribeServiceDeployments', 'ListServiceDeployments'),
  group('service revision', 50, 20, 'DescribeServiceRevisions'),
];

/** Source: "Request throttling for the Elastic Load Balancing API", user guide. The account's bucket is for all. */
function elbLimits(operation: string): Limit[] {
  const account = { name: 'elb account', burst: 40, perSecond: 10 };
  if (isRead(operation)) return [account, { name: 'elb non-mutating', burst: 40, perSecond: 10 }];
  if (/^(Register|Deregister)Targets$/.test(operation)) {
    return [account, { name: 'elb registration', burst: 20, perSecond: 4 }];
  }
  if (/^(CreateLoadBalancer|SetSubnets)$/.test(operation)) {
    return [account, { name: 'elb resource-intensive', burst: 10, perSecond: 0.2 }];
  }
  return [account, { name: 'elb mutating', burst: 20, perSecond: 3 }];
}

/** Source: "Troubleshooting Amazon ECR error messages", user guide: the one bucket of ECR that it gives in full. */
const ecrToken: Limit = { name: 'ecr token', burst: 200, perSecond: 20 };

/** The buckets that a call takes a token from, as AWS documents them; none where it does not. */
export function awsLimits(service: string, operation: string): Limit[] {
  if (service === 'ecs') return ecs.filter(({ operations }) => operations.includes(operation));
  if (service === 'elasticloadbalancing') return elbLimits(operation);
  return service === 'ecr' && operation === 'GetAuthorizationToken' ? [ecrToken] : [];
}
