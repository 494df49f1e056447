import { type AwsService } from '../kernel';
import { defaultQuotas } from '../quotas';
import { cloudEvents } from './cloud-events';
import { ecsConstraints } from './constraints';
import { type EcsContext } from './context';
import { findTaskDefinition } from './lookup';
import { Loop } from './loop';
import { ecsOperations } from './operations';
import { type Ecs, type EcsOptions } from './options';
import { type EcsState, emptyState, type ServiceRecord, type TaskRecord } from './state';
import { readMetadata } from './metadata/metadata';
import { type Action } from './scheduler';
import { placeOf } from './arn';
import { managedTags } from './tags';
import { Lives } from './tasks/lives';
import { usedImages } from './used-images';
import { neighboursOf } from './tasks/placement';
import { newTask } from './tasks/new-task';

/** Makes the emulated ECS; nothing runs before it is started. */
export function createEcs(options: EcsOptions): Ecs {
  const { store, clock, targetGroups, runtime } = options;
  const { servicesPerCluster = defaultQuotas['services-per-cluster'] } = options;
  const state = store.slice<EcsState>('ecs', emptyState);
  const lives = new Lives({ ...options, state, changed: (record) => noteChange(record) });
  const loop = new Loop({
    state,
    store,
    clock,
    targetGroups,
    launch: (service, action) => {
      launch(state, service, action, clock.now());
      lives.start(action.taskArn);
    },
    stop: (taskArn, stop) => lives.stop(taskArn, stop),
  });
  const noteChange = ({ serviceArn }: TaskRecord): void => {
    store.touch();
    if (serviceArn !== undefined) loop.wake(serviceArn);
  };
  let unsubscribe = (): void => undefined;
  return {
    service: awsService({
      state,
      clock,
      targetGroups,
      servicesPerCluster,
      wake: (serviceArn) => loop.wake(serviceArn),
      startTask: (taskArn) => lives.start(taskArn),
      stopTask: (taskArn, stop) => lives.stop(taskArn, stop),
    }),
    metadata: (path) => readMetadata(state, path, (taskArn) => lives.containers(taskArn)),
    events: () => cloudEvents(state),
    usedImages: () => usedImages(state),
    cpuShareOf: (target) => lives.cpuShareOf(target),
    start: async (endpoint) => {
      lives.endpoint = endpoint;
      await runtime.cleanUp();
      lives.markLost();
      unsubscribe = targetGroups.onHealthChange((targetGroupArn, { id, port }) => {
        for (const record of lives.withTarget(targetGroupArn, id, port)) noteChange(record);
      });
      loop.start();
    },
    stop: async () => {
      loop.stop();
      unsubscribe();
      await lives.stopAll();
    },
  };
}

function awsService(context: EcsContext): AwsService {
  return {
    id: 'ecs',
    protocol: { kind: 'json', targetPrefix: 'AmazonEC2ContainerServiceV20141113', version: '1.1' },
    get schemas() {
      return import('@aws-sdk/client-ecs');
    },
    constraints: ecsConstraints,
    operations: ecsOperations(context),
  };
}

/** Puts a task that a scheduler wants into the state. */
function launch(
  state: EcsState,
  service: ServiceRecord,
  { taskArn, deploymentId, availabilityZone }: Extract<Action, { kind: 'start' }>,
  now: number,
): void {
  const deployment = service.deployments.find(({ id }) => id === deploymentId);
  const found = deployment && findTaskDefinition(state, placeOf(service.arn), deployment.revision.taskDefinition);
  if (!deployment || !found) return;
  const propagated = { SERVICE: service.tags, TASK_DEFINITION: found.tags, NONE: [] };
  const group = `service:${service.name}`;
  state.tasks[taskArn] = newTask({
    taskArn,
    clusterArn: service.clusterArn,
    definition: found.definition,
    network: deployment.revision,
    group,
    // Those of earlier deployments will be gone when this one is balanced.
    neighbours: neighboursOf(state.tasks, service.clusterArn, group).filter(
      ({ task }) => task.startedBy === deploymentId,
    ),
    availabilityZone,
    startedBy: deployment.id,
    serviceArn: service.arn,
    loadBalancers: deployment.revision.loadBalancers,
    tags: [
      ...structuredClone(propagated[service.shown.propagateTags ?? 'NONE']),
      ...(service.shown.enableECSManagedTags ? managedTags(service.clusterArn, service.name) : []),
    ],
    now,
  });
}
