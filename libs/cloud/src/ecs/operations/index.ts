import { type OperationTable } from '../../kernel';
import { type EcsContext } from '../context';
import { clusterOperations } from './clusters';
import { serviceDeploymentOperations } from './service-deployments';
import { serviceReads } from './service-reads';
import { serviceOperations } from './services';
import { tagOperations } from './tagging';
import { taskDefinitionOperations } from './task-definitions';
import { taskOperations } from './tasks';

/** Every operation of ECS that is built. */
export const ecsOperations = (ecs: EcsContext): OperationTable => ({
  ...clusterOperations(ecs),
  ...taskDefinitionOperations(ecs),
  ...serviceOperations(ecs),
  ...serviceReads(ecs),
  ...serviceDeploymentOperations(ecs),
  ...taskOperations(ecs),
  ...tagOperations(ecs),
});
