import {
  type DescribeTasksRequest,
  type DescribeTasksResponse,
  type ListTasksRequest,
  type ListTasksResponse,
  type RunTaskRequest,
  type RunTaskResponse,
  type StopTaskRequest,
  type StopTaskResponse,
} from '@aws-sdk/client-ecs';
import { type CallContext, type OperationTable } from '../../kernel';
import { arnInCluster, lastPart } from '../arn';
import { type EcsContext } from '../context';
import { invalidParameter, notBuilt } from '../errors';
import { clusterOf, findTask, serviceOf } from '../lookup';
import { page } from '../paging';
import { type ClusterRecord, type EcsState, type TaskRecord } from '../state';
import { describeTask } from '../tasks/describe';
import { runTask } from '../tasks/run-task';

/** Operations on tasks. */
export const taskOperations = (ecs: EcsContext): OperationTable => ({
  RunTask: (input: RunTaskRequest, context: CallContext): RunTaskResponse => {
    const cluster = clusterOf(ecs.state, context, input.cluster);
    return {
      tasks: runTask(ecs, input, cluster, context).map((record) => describeTask(record, ['TAGS'])),
      failures: [],
    };
  },

  StopTask: (input: StopTaskRequest, context: CallContext): StopTaskResponse => {
    const cluster = clusterOf(ecs.state, context, input.cluster);
    const record = findTask(ecs.state, cluster, input.task ?? '');
    if (!record) throw invalidParameter('The referenced task was not found.');
    ecs.stopTask(record.task.taskArn, { code: 'UserInitiated', reason: input.reason ?? 'Task stopped by user' });
    return { task: describeTask(record) };
  },

  DescribeTasks: (input: DescribeTasksRequest, context: CallContext): DescribeTasksResponse => {
    const cluster = clusterOf(ecs.state, context, input.cluster);
    const references = input.tasks ?? [];
    if (references.length === 0) throw invalidParameter('Tasks cannot be empty.');
    if (references.length > 100) throw invalidParameter('Tasks cannot contain more than 100 elements.');
    const found = references.map((reference) => findTask(ecs.state, cluster, reference));
    return {
      tasks: found.flatMap((record) => (record ? describeTask(record, input.include) : [])),
      failures: references
        .filter((_, index) => !found[index])
        .map((reference) => ({ arn: arnInCluster(cluster.arn, 'task', lastPart(reference)), reason: 'MISSING' })),
    };
  },

  ListTasks: (input: ListTasksRequest, context: CallContext): ListTasksResponse => {
    if (input.daemonName !== undefined) throw notBuilt('A daemon');
    const cluster = clusterOf(ecs.state, context, input.cluster);
    const arns = Object.values(ecs.state.tasks)
      .filter(filterOf(ecs.state, cluster, input))
      .map(({ task }) => task.taskArn)
      .sort();
    const { items, nextToken } = page(arns, (arn) => arn, input, { standard: 100, most: 100 });
    return { taskArns: items, nextToken };
  },
});

function filterOf(state: EcsState, cluster: ClusterRecord, input: ListTasksRequest): (record: TaskRecord) => boolean {
  const { family, startedBy, launchType, desiredStatus = 'RUNNING', containerInstance } = input;
  const service = input.serviceName === undefined ? undefined : serviceOf(state, cluster, input.serviceName);
  return ({ task, serviceArn }) =>
    task.clusterArn === cluster.arn &&
    task.desiredStatus === desiredStatus &&
    containerInstance === undefined &&
    (family === undefined || lastPart(task.taskDefinitionArn).split(':')[0] === family) &&
    (service === undefined || serviceArn === service.arn) &&
    (startedBy === undefined || task.startedBy === startedBy) &&
    (launchType === undefined || task.launchType === launchType);
}
