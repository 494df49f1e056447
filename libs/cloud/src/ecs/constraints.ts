import { type Constraints, oneOf } from '../kernel';
import { ecsEnums } from './enums';

const largest = 2 ** 31 - 1;
const port = { range: [0, 65_535] } as const;
const count = { range: [0, largest] } as const;

/**
 * What ECS asks of values beyond their types, before an operation sees them. What an operation itself refuses in words
 * of its own (names, the size of batches) stands with the operation.
 */
export const ecsConstraints: Constraints = {
  code: (operation) => (operation === 'RegisterTaskDefinition' ? 'ClientException' : 'InvalidParameterException'),
  members: {
    ...oneOf(ecsEnums),
    'AwsVpcConfiguration.securityGroups': { length: [0, 5] },
    'AwsVpcConfiguration.subnets': { length: [0, 16] },
    'CapacityProviderStrategyItem.base': { range: [0, 100_000] },
    'CapacityProviderStrategyItem.weight': { range: [0, 1000] },
    'CreateServiceRequest.desiredCount': count,
    'CreateServiceRequest.healthCheckGracePeriodSeconds': count,
    'LoadBalancer.containerPort': port,
    'PortMapping.containerPort': port,
    'PortMapping.hostPort': port,
    'UpdateServiceRequest.desiredCount': count,
    'UpdateServiceRequest.healthCheckGracePeriodSeconds': count,
  },
};
