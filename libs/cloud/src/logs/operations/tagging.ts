import {
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
  type TagResourceRequest,
  type UntagResourceRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { type LogsContext } from '../context';
import { findGroup } from '../lookup';
import { arnOf } from '../names';
import { type GroupRecord, type LogsState } from '../state';
import { mergeTags } from '../tags';

/** Operations on the tags of log groups. */
export const tagOperations = ({ state }: LogsContext): OperationTable => ({
  TagResource: (input: TagResourceRequest, context: CallContext): object => {
    const group = taggable(state, context, input);
    group.tags = mergeTags(group.tags, input.tags ?? {});
    return {};
  },

  UntagResource: (input: UntagResourceRequest, context: CallContext): object => {
    const group = taggable(state, context, input);
    for (const key of input.tagKeys ?? []) delete group.tags[key];
    return {};
  },

  ListTagsForResource: (input: ListTagsForResourceRequest, context: CallContext): ListTagsForResourceResponse => ({
    tags: taggable(state, context, input).tags,
  }),
});

function taggable(state: LogsState, context: CallContext, { resourceArn = '' }: { resourceArn?: string }): GroupRecord {
  const group = findGroup(state, arnOf(context, resourceArn));
  if (!group) throw new AwsError('ResourceNotFoundException', 'The specified resource does not exist.');
  return group;
}
