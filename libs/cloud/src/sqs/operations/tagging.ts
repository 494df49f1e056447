import {
  type ListQueueTagsRequest,
  type ListQueueTagsResult,
  type TagQueueRequest,
  type UntagQueueRequest,
} from '@aws-sdk/client-sqs';
import { type CallContext, type OperationTable } from '../../kernel';
import { type SqsContext } from '../context';
import { invalidValue } from '../errors';
import { queueOf } from '../lookup';

/** Operations on the tags of queues. */
export const tagOperations = (sqs: SqsContext): OperationTable => ({
  TagQueue: ({ QueueUrl, Tags = {} }: TagQueueRequest, context: CallContext): object => {
    const queue = queueOf(sqs, context, QueueUrl);
    const tags = { ...queue.tags, ...Tags };
    if (Object.keys(tags).length > 50) throw invalidValue('Too many tags added for queue: 50 at most.');
    queue.tags = tags;
    return {};
  },

  UntagQueue: ({ QueueUrl, TagKeys = [] }: UntagQueueRequest, context: CallContext): object => {
    const queue = queueOf(sqs, context, QueueUrl);
    queue.tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !TagKeys.includes(key)));
    return {};
  },

  ListQueueTags: ({ QueueUrl }: ListQueueTagsRequest, context: CallContext): ListQueueTagsResult => ({
    Tags: queueOf(sqs, context, QueueUrl).tags,
  }),
});
