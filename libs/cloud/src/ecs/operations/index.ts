import { type OperationTable } from '../../kernel';
import { type EcsContext } from '../context';
import { capacityOperations } from './capacity';
import { clusterOperations } from './clusters';
import { deletionOperations } from './delete-task-definitions';
import { serviceDeploymentOperations } from './service-deployments';
import { serviceReads } from './service-reads';
import { serviceOperations } from './services';
import { tagOperations } from './tagging';
import { taskDefinitionOperations } from './task-definitions';
import { taskOperations } from './tasks';

/** Every operation of ECS that is built. */
export const ecsOperations = (ecs: EcsContext): OperationTable => ({
  ...clusterOperations(ecs),
  ...capacityOperations(ecs),
  ...taskDefinitionOperations(ecs),
  ...deletionOperations(ecs),
  ...serviceOperations(ecs),
  ...serviceReads(ecs),
  ...serviceDeploymentOperations(ecs),
  ...taskOperations(ecs),
  ...tagOperations(ecs),
});
