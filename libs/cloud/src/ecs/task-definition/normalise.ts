import { type ContainerDefinition, type RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { type TaskDefinitionRecord } from '../state';
import { cpuUnits, mebibytes } from './fargate-sizes';

/** A request with its sizes in CPU units and MiB, as AWS stores them. */
export const withPlainSizes = (request: RegisterTaskDefinitionRequest): RegisterTaskDefinitionRequest => ({
  ...request,
  ...(request.cpu !== undefined && { cpu: cpuUnits(request.cpu) }),
  ...(request.memory !== undefined && { memory: mebibytes(request.memory) }),
});

/** What DescribeTaskDefinition will show: the request with the defaults that AWS fills in. */
export function asRegistered(
  { tags: _tags, ...request }: RegisterTaskDefinitionRequest,
  name: { arn: string; revision: number },
  registered: { at: number; by: string },
): TaskDefinitionRecord['definition'] {
  const fargate = request.networkMode === 'awsvpc' && request.cpu !== undefined && request.memory !== undefined;
  return {
    ...request,
    family: request.family ?? '',
    taskDefinitionArn: name.arn,
    revision: name.revision,
    status: 'ACTIVE',
    containerDefinitions: request.containerDefinitions?.map((container) => filledIn(container, request.networkMode)),
    volumes: request.volumes ?? [],
    placementConstraints: request.placementConstraints ?? [],
    requiresAttributes: [],
    compatibilities: fargate ? ['EC2', 'FARGATE'] : ['EC2'],
    registeredAt: registered.at,
    registeredBy: registered.by,
  };
}

function filledIn(container: ContainerDefinition, networkMode: string | undefined): ContainerDefinition {
  return {
    ...container,
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    environment: container.environment ?? [],
    ...(container.healthCheck && { healthCheck: { interval: 30, timeout: 5, retries: 3, ...container.healthCheck } }),
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
    portMappings: (container.portMappings ?? []).map((mapping) => ({
      ...mapping,
      protocol: mapping.protocol ?? 'tcp',
      hostPort: mapping.hostPort ?? (networkMode === 'awsvpc' ? mapping.containerPort : 0),
    })),
  };
}
