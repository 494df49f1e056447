import { createNodes, createNodesV2 } from './graph/create-nodes';
import { postTasksExecution, preTasksExecution } from './run/hooks';

export const name = '@longshore/nx';
export { createNodes, createNodesV2, postTasksExecution, preTasksExecution };
