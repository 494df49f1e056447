import {
  type CreateLogGroupRequest,
  type DeleteLogGroupRequest,
  type DeleteRetentionPolicyRequest,
  type DescribeLogGroupsRequest,
  type DescribeLogGroupsResponse,
  type LogGroup,
  type PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { type CallContext, type OperationTable } from '../../kernel';
import { type LogsContext } from '../context';
import { invalidParameter, notBuilt } from '../errors';
import { groupOf, groupsIn } from '../lookup';
import { makeGroup } from '../make';
import { page } from '../paging';
import { type GroupRecord } from '../state';
import { mergeTags } from '../tags';

/** Days that a retention may have. */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Operations on log groups. */
export const groupOperations = (logs: LogsContext): OperationTable => ({
  CreateLogGroup: (input: CreateLogGroupRequest, context: CallContext): object => {
    if ((input.logGroupClass ?? 'STANDARD') !== 'STANDARD')
      throw notBuilt(`The log group class ${input.logGroupClass}`);
    if (input.deletionProtectionEnabled) throw notBuilt('Deletion protection');
    makeGroup(logs.state, context, {
      name: input.logGroupName ?? '',
      createdAt: logs.clock.now(),
      tags: mergeTags({}, input.tags ?? {}),
      ...(input.kmsKeyId === undefined ? {} : { kmsKeyId: input.kmsKeyId }),
    });
    return {};
  },

  DescribeLogGroups: (input: DescribeLogGroupsRequest, context: CallContext): Promise<DescribeLogGroupsResponse> =>
    describeGroups(logs, input, context),

  DeleteLogGroup: async (input: DeleteLogGroupRequest, context: CallContext): Promise<object> => {
    const group = groupOf(logs.state, context, input);
    delete logs.state.groups[group.arn];
    for (const { file } of Object.values(group.streams)) await logs.files.remove(file);
    return {};
  },

  PutRetentionPolicy: (input: PutRetentionPolicyRequest, context: CallContext): object => {
    const { retentionInDays = 0 } = input;
    if (!retentions.includes(retentionInDays)) {
      throw invalidParameter(
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentions.join(', ')}]`,
      );
    }
    groupOf(logs.state, context, input).retentionInDays = retentionInDays;
    return {};
  },

  DeleteRetentionPolicy: (input: DeleteRetentionPolicyRequest, context: CallContext): object => {
    delete groupOf(logs.state, context, input).retentionInDays;
    return {};
  },
});

async function describeGroups(
  { state, files }: LogsContext,
  input: DescribeLogGroupsRequest,
  context: CallContext,
): Promise<DescribeLogGroupsResponse> {
  checkSearch(input);
  const { logGroupNamePrefix: prefix = '', logGroupNamePattern: pattern = '' } = input;
  const found = groupsIn(state, context).filter(
    ({ name }) => name.startsWith(prefix) && name.toLowerCase().includes(pattern.toLowerCase()),
  );
  const { items, nextToken } = page(found, ({ name }) => name, input);
  const logGroups = await Promise.all(items.map((group) => describe(group, files)));
  return { logGroups, nextToken };
}

function checkSearch(input: DescribeLogGroupsRequest): void {
  if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined) {
    throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  }
  if (input.includeLinkedAccounts || input.accountIdentifiers) throw notBuilt('Search in linked accounts');
  if (input.logGroupIdentifiers) throw notBuilt('Search by logGroupIdentifiers');
}

async function describe(group: GroupRecord, files: LogsContext['files']): Promise<LogGroup> {
  const streams = Object.values(group.streams).map(({ file }) => files.of(file).summary());
  const storedBytes = (await Promise.all(streams)).reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    retentionInDays: group.retentionInDays,
    metricFilterCount: 0,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    storedBytes,
    kmsKeyId: group.kmsKeyId,
    logGroupClass: 'STANDARD',
  };
}
