import { type RunTaskRequest, type TaskOverride } from '@aws-sdk/client-ecs';
import { AwsError, type CallContext } from '../../kernel';
import { arnInCluster } from '../arn';
import { capacityOf, isOnFargate } from '../capacity';
import { type EcsContext } from '../context';
import { clientException, invalidParameter } from '../errors';
import { newSeed, requestHash } from '../ids';
import { findTaskDefinition } from '../lookup';
import { refuse } from '../refuse';
import { checkNetwork } from '../service/check';
import { type ClusterRecord, type TaskDefinitionRecord, type TaskRecord } from '../state';
import { managedTags, mergeTags } from '../tags';
import { neighboursOf } from './placement';
import { newTask } from './new-task';

/** How long a clientToken of RunTask is remembered, in milliseconds. */
const tokenKeptFor = 24 * 3_600_000;

/**
 * Starts tasks that belong to no service; the same request with the same clientToken answers with the same tasks.
 * @throws AwsError InvalidParameterException, ClientException, ConflictException
 */
export function runTask(
  ecs: EcsContext,
  input: RunTaskRequest,
  cluster: ClusterRecord,
  context: CallContext,
): TaskRecord[] {
  const { arn: clusterArn } = cluster;
  checkRequest(input);
  const repeated = findRepeated(ecs, input, clusterArn);
  if (repeated) return repeated;
  const capacity = capacityOf(input, cluster);
  const { definition, tags } = runnableDefinition(ecs, { ...input, ...capacity }, context);
  const propagated = input.propagateTags === 'TASK_DEFINITION' ? tags : [];
  const group = input.group ?? `family:${definition.family}`;
  const records: TaskRecord[] = [];
  for (let count = 0; count < (input.count ?? 1); count += 1) {
    const record = newTask({
      taskArn: arnInCluster(clusterArn, 'task', newSeed()),
      clusterArn,
      definition,
      network: { ...input, ...capacity },
      group,
      startedBy: input.startedBy,
      loadBalancers: [],
      overrides: input.overrides && { containerOverrides: [], ...input.overrides },
      tags: [...mergeTags(propagated, input.tags), ...(input.enableECSManagedTags ? managedTags(clusterArn) : [])],
      neighbours: [...neighboursOf(ecs.state.tasks, clusterArn, group), ...records],
      now: ecs.clock.now(),
    });
    records.push(record);
  }
  for (const record of records) ecs.state.tasks[record.task.taskArn] = record;
  remember(ecs, input, clusterArn, records);
  for (const record of records) ecs.startTask(record.task.taskArn);
  return records;
}

function checkRequest(input: RunTaskRequest): void {
  refuse(input, { enableExecuteCommand: 'ECS Exec', volumeConfigurations: 'A volume' });
  const { count = 1, clientToken = '', startedBy = '' } = input;
  if (count < 1 || count > 10) throw invalidParameter('Count must be between 1 and 10.');
  if (clientToken.length > 64) throw invalidParameter('clientToken can be up to 64 characters long.');
  if (startedBy.length > 128) throw invalidParameter('startedBy can be up to 128 characters long.');
}

function runnableDefinition(ecs: EcsContext, input: RunTaskRequest, context: CallContext): TaskDefinitionRecord {
  const record = findTaskDefinition(ecs.state, context, input.taskDefinition ?? '');
  if (!record) throw clientException('TaskDefinition not found.');
  if (record.definition.status !== 'ACTIVE') throw invalidParameter('TaskDefinition is inactive');
  if (isOnFargate(input) && !record.definition.compatibilities?.includes('FARGATE')) {
    throw invalidParameter('Task definition does not support launch_type FARGATE.');
  }
  checkNetwork(record.definition, input.networkConfiguration);
  checkOverrides(record, input.overrides ?? {});
  return record;
}

function checkOverrides({ definition }: TaskDefinitionRecord, overrides: TaskOverride): void {
  refuse(overrides, { inferenceAcceleratorOverrides: 'An inference accelerator' });
  for (const override of overrides.containerOverrides ?? []) {
    refuse(override, { environmentFiles: 'An environment file', resourceRequirements: 'resourceRequirements' });
    if (!definition.containerDefinitions?.some(({ name }) => name === override.name)) {
      throw invalidParameter(`Override for container named ${override.name} is not a container in the TaskDefinition.`);
    }
  }
}

function findRepeated(ecs: EcsContext, input: RunTaskRequest, clusterArn: string): TaskRecord[] | undefined {
  if (input.clientToken === undefined) return undefined;
  const known = ecs.state.runTaskTokens[tokenKey(clusterArn, input.clientToken)];
  if (!known || ecs.clock.now() - known.at > tokenKeptFor) return undefined;
  if (known.requestHash !== requestHash(input)) {
    throw new AwsError('ConflictException', 'The provided client token is already in use.', 400, {
      resourceIds: known.taskArns,
    });
  }
  return known.taskArns.flatMap((taskArn) => ecs.state.tasks[taskArn] ?? []);
}

function remember(ecs: EcsContext, input: RunTaskRequest, clusterArn: string, records: TaskRecord[]): void {
  const { runTaskTokens } = ecs.state;
  const now = ecs.clock.now();
  for (const [key, { at }] of Object.entries(runTaskTokens)) if (now - at > tokenKeptFor) delete runTaskTokens[key];
  if (input.clientToken === undefined) return;
  const taskArns = records.map(({ task }) => task.taskArn);
  runTaskTokens[tokenKey(clusterArn, input.clientToken)] = { requestHash: requestHash(input), taskArns, at: now };
}

const tokenKey = (clusterArn: string, token: string): string => `${clusterArn} ${token}`;
