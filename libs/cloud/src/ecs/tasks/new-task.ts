import { type Container, type ContainerDefinition, type LoadBalancer, type Task } from '@aws-sdk/client-ecs';
import { arnInCluster, lastPart, placeOf } from '../arn';
import { isOnFargate, nextProvider } from '../capacity';
import { nextUuid } from '../ids';
import { type Revision, type Stored, type TaskDefinitionRecord, type TaskRecord } from '../state';
import { placeTask } from './placement';

/** What a task is made of. */
export interface NewTask {
  taskArn: string;
  clusterArn: string;
  definition: TaskDefinitionRecord['definition'];
  network: Pick<Revision, 'launchType' | 'capacityProviderStrategy' | 'networkConfiguration' | 'platformVersion'>;
  group: string;
  startedBy?: string;
  serviceArn?: string;
  loadBalancers: LoadBalancer[];
  overrides?: Task['overrides'];
  tags: TaskRecord['task']['tags'];
  /** The other tasks of its group, away from whose zones it goes. */
  neighbours: TaskRecord[];
  /** The zone that it has to run in. */
  availabilityZone?: string | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/** A task in its first state, before anything runs. */
export function newTask(order: NewTask): TaskRecord {
  const { definition, network, now } = order;
  const ids = { seed: order.taskArn, serial: 0 };
  const attachmentId = nextUuid(ids);
  const subnets = network.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
  const place = placeTask(placeOf(order.clusterArn).region, subnets, order.neighbours, order.availabilityZone);
  const containers = definition.containerDefinitions ?? [];
  const providers = order.neighbours.map(({ task }) => task.capacityProviderName);
  return {
    serviceArn: order.serviceArn,
    loadBalancers: order.loadBalancers,
    targets: [],
    task: {
      taskArn: order.taskArn,
      clusterArn: order.clusterArn,
      taskDefinitionArn: definition.taskDefinitionArn,
      lastStatus: 'PROVISIONING',
      desiredStatus: 'RUNNING',
      attachments: definition.networkMode === 'awsvpc' ? [networkInterface(attachmentId, place.subnet)] : [],
      availabilityZone: place.availabilityZone,
      connectivity: 'CONNECTED',
      connectivityAt: now,
      containers: containers.map((container) => newContainer(order, container, attachmentId, nextUuid(ids))),
      cpu: order.overrides?.cpu ?? definition.cpu,
      memory: order.overrides?.memory ?? definition.memory,
      createdAt: now,
      enableExecuteCommand: false,
      group: order.group,
      healthStatus: 'UNKNOWN',
      launchType: isOnFargate(network) ? 'FARGATE' : network.launchType,
      capacityProviderName:
        network.capacityProviderStrategy && nextProvider(network.capacityProviderStrategy, providers),
      platformVersion: network.platformVersion,
      platformFamily: isOnFargate(network) ? 'Linux' : undefined,
      overrides: order.overrides ?? { containerOverrides: [] },
      startedBy: order.startedBy,
      tags: order.tags,
      version: 1,
    },
  };
}

const networkInterface = (id: string, subnet = ''): NonNullable<Stored<Task>['attachments']>[number] => ({
  id,
  type: 'ElasticNetworkInterface',
  status: 'PRECREATED',
  details: [{ name: 'subnetId', value: subnet }],
});

function newContainer(order: NewTask, container: ContainerDefinition, attachmentId: string, id: string): Container {
  return {
    containerArn: arnInCluster(order.clusterArn, 'container', lastPart(order.taskArn), id),
    taskArn: order.taskArn,
    name: container.name,
    image: container.image,
    lastStatus: 'PENDING',
    networkBindings: [],
    networkInterfaces: order.definition.networkMode === 'awsvpc' ? [{ attachmentId }] : [],
    healthStatus: 'UNKNOWN',
    cpu: String(container.cpu ?? 0),
    memory: container.memory === undefined ? undefined : String(container.memory),
    memoryReservation: container.memoryReservation === undefined ? undefined : String(container.memoryReservation),
  };
}
