import {
  type DeregisterTaskDefinitionRequest,
  type DeregisterTaskDefinitionResponse,
  type DescribeTaskDefinitionRequest,
  type DescribeTaskDefinitionResponse,
  type ListTaskDefinitionFamiliesRequest,
  type ListTaskDefinitionFamiliesResponse,
  type ListTaskDefinitionsRequest,
  type ListTaskDefinitionsResponse,
  type RegisterTaskDefinitionRequest,
  type RegisterTaskDefinitionResponse,
} from '@aws-sdk/client-ecs';
import { type CallContext, type OperationTable } from '../../kernel';
import { ecsArn, lastPart } from '../arn';
import { type EcsContext } from '../context';
import { clientException } from '../errors';
import { findTaskDefinition } from '../lookup';
import { page } from '../paging';
import { type EcsState, type TaskDefinitionRecord } from '../state';
import { mergeTags } from '../tags';
import { checkTaskDefinition } from '../task-definition/check';
import { describeTaskDefinition } from '../task-definition/describe';
import { asRegistered, withPlainSizes } from '../task-definition/normalise';

/** Operations on task definitions. */
export const taskDefinitionOperations = ({ state, clock }: EcsContext): OperationTable => ({
  RegisterTaskDefinition: (
    input: RegisterTaskDefinitionRequest,
    context: CallContext,
  ): RegisterTaskDefinitionResponse => {
    const request = withPlainSizes(input);
    checkTaskDefinition(request, new URL(context.endpoint).host);
    const tags = mergeTags([], request.tags);
    const name = request.family ?? '';
    const family = (state.families[`${context.region}/${name}`] ??= { latest: 0, revisions: {} });
    const revision = family.latest + 1;
    const arn = ecsArn(context, `task-definition/${name}:${revision}`);
    const by = `arn:aws:iam::${context.account}:root`;
    const record = { definition: asRegistered(request, { arn, revision }, { at: clock.now(), by }), tags };
    family.latest = revision;
    family.revisions[revision] = record;
    return { taskDefinition: describeTaskDefinition(record), tags };
  },

  DescribeTaskDefinition: (
    input: DescribeTaskDefinitionRequest,
    context: CallContext,
  ): DescribeTaskDefinitionResponse => {
    const record = findTaskDefinition(state, context, input.taskDefinition ?? '');
    if (!record) throw clientException('Unable to describe task definition.');
    return {
      taskDefinition: describeTaskDefinition(record),
      tags: input.include?.includes('TAGS') ? record.tags : undefined,
    };
  },

  ListTaskDefinitions: (input: ListTaskDefinitionsRequest, context: CallContext): ListTaskDefinitionsResponse => {
    const { familyPrefix, status = 'ACTIVE', sort = 'ASC' } = input;
    const arns = familiesOf(state, context)
      .filter(([name]) => familyPrefix === undefined || name === familyPrefix)
      .flatMap(([, records]) => records)
      .filter(({ definition }) => definition.status === status)
      .map(({ definition }) => definition.taskDefinitionArn);
    const sorted = sort === 'DESC' ? arns.reverse() : arns;
    const { items, nextToken } = page(sorted, (arn) => arn, input, { standard: 100, most: 100 });
    return { taskDefinitionArns: items, nextToken };
  },

  ListTaskDefinitionFamilies: (
    input: ListTaskDefinitionFamiliesRequest,
    context: CallContext,
  ): ListTaskDefinitionFamiliesResponse => {
    const { familyPrefix = '', status = 'ALL' } = input;
    const names = familiesOf(state, context)
      .filter(([name, records]) => name.startsWith(familyPrefix) && (status === 'ALL' || statusOf(records) === status))
      .map(([name]) => name);
    const { items, nextToken } = page(names, (name) => name, input, { standard: 100, most: 100 });
    return { families: items, nextToken };
  },

  DeregisterTaskDefinition: (
    input: DeregisterTaskDefinitionRequest,
    context: CallContext,
  ): DeregisterTaskDefinitionResponse => {
    const reference = input.taskDefinition ?? '';
    if (!lastPart(reference).includes(':')) throw clientException('Revision is missing.');
    const record = findTaskDefinition(state, context, reference);
    if (!record) throw clientException('The specified task definition does not exist.');
    record.definition.status = 'INACTIVE';
    record.definition.deregisteredAt ??= clock.now();
    return { taskDefinition: describeTaskDefinition(record) };
  },
});

/** Families of a region by name, revisions in order. */
function familiesOf(state: EcsState, { region }: CallContext): [string, TaskDefinitionRecord[]][] {
  const prefix = `${region}/`;
  return Object.entries(state.families)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, { revisions }]): [string, TaskDefinitionRecord[]] => [
      key.slice(prefix.length),
      Object.values(revisions),
    ])
    .sort(([a], [b]) => a.localeCompare(b));
}

const statusOf = (records: TaskDefinitionRecord[]): 'ACTIVE' | 'INACTIVE' =>
  records.some(({ definition }) => definition.status === 'ACTIVE') ? 'ACTIVE' : 'INACTIVE';
