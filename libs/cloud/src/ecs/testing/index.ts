export { context, EcsWorld, runTaskRequest, serviceRequest, taskDefinitionRequest } from './ecs-world';
export { targetGroupArn } from './rollout';
export { settle } from '../../testing/virtual-clock';
