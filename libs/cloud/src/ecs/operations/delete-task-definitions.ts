import {
  type DeleteTaskDefinitionsRequest,
  type DeleteTaskDefinitionsResponse,
  type Failure,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { type CallContext, type OperationTable } from '../../kernel';
import { ecsArn, isArn, lastPart, placeOf } from '../arn';
import { type EcsContext } from '../context';
import { invalidParameter } from '../errors';
import { findFamily, findTaskDefinition } from '../lookup';
import { type EcsState, type TaskDefinitionRecord } from '../state';
import { describeTaskDefinition } from '../task-definition/describe';

/** The operation that deletes task definitions for good. */
export const deletionOperations = ({ state, clock }: EcsContext): OperationTable => ({
  DeleteTaskDefinitions: (
    { taskDefinitions: references = [] }: DeleteTaskDefinitionsRequest,
    context: CallContext,
  ): DeleteTaskDefinitionsResponse => {
    if (references.length < 1 || references.length > 10) {
      throw invalidParameter('Task definitions must contain between 1 and 10 elements.');
    }
    const taskDefinitions: TaskDefinition[] = [];
    const failures: Failure[] = [];
    for (const reference of references) {
      const record = lastPart(reference).includes(':') ? findTaskDefinition(state, context, reference) : undefined;
      const reason = refusalOf(record);
      if (!record || reason !== undefined) {
        failures.push({ arn: isArn(reference) ? reference : ecsArn(context, `task-definition/${reference}`), reason });
        continue;
      }
      record.definition.status = 'DELETE_IN_PROGRESS';
      record.definition.deleteRequestedAt ??= clock.now();
      taskDefinitions.push(describeTaskDefinition(record));
    }
    dropUnused(state);
    return { taskDefinitions, failures };
  },
});

function refusalOf(record: TaskDefinitionRecord | undefined): string | undefined {
  if (!record)
    return 'The specified task definition does not exist. Specify a valid account, family, revision and try again.';
  if (record.definition.status !== 'ACTIVE') return undefined;
  return 'The specified task definition is still in ACTIVE status. Please deregister the target and try again.';
}

/** What a task or a service still needs stays in DELETE_IN_PROGRESS. */
function dropUnused(state: EcsState): void {
  const used = new Set([
    ...Object.values(state.tasks).map(({ task }) => task.taskDefinitionArn),
    ...Object.values(state.services).flatMap(({ deployments, lastCompleted, revisions }) =>
      [...deployments.map(({ revision }) => revision), ...Object.values(revisions), lastCompleted?.revision].map(
        (revision) => revision?.taskDefinition ?? '',
      ),
    ),
  ]);
  for (const record of Object.values(state.families).flatMap(({ revisions }) => Object.values(revisions))) {
    const { status, taskDefinitionArn, family, revision } = record.definition;
    if (status !== 'DELETE_IN_PROGRESS' || used.has(taskDefinitionArn)) continue;
    delete findFamily(state, placeOf(taskDefinitionArn), family)?.revisions[revision];
  }
}
