import {
  type GetQueueAttributesRequest,
  type GetQueueAttributesResult,
  type SetQueueAttributesRequest,
} from '@aws-sdk/client-sqs';
import { type CallContext, type OperationTable } from '../../kernel';
import { checkNames } from '../attribute-names';
import { describeAttributes, mergeAttributes } from '../attributes';
import { type SqsContext } from '../context';
import { queueOf } from '../lookup';

/** Operations on the attributes of queues. */
export const attributeOperations = (sqs: SqsContext): OperationTable => ({
  GetQueueAttributes: (input: GetQueueAttributesRequest, context: CallContext): GetQueueAttributesResult => {
    const names = checkNames(input.AttributeNames ?? [], 'queue');
    const all = Object.entries(describeAttributes(queueOf(sqs, context, input.QueueUrl), sqs.clock.now()));
    const asked = all.filter(([name]) => names.includes('All') || names.includes(name));
    return asked.length > 0 ? { Attributes: Object.fromEntries(asked) } : {};
  },

  SetQueueAttributes: (input: SetQueueAttributesRequest, context: CallContext): object => {
    const queue = queueOf(sqs, context, input.QueueUrl);
    const exists = (arn: string) => sqs.state.queues[arn] !== undefined;
    queue.attributes = mergeAttributes(queue, input.Attributes ?? {}, exists);
    queue.modifiedAt = sqs.clock.now();
    return {};
  },
});
