import {
  type CreateQueueRequest,
  type CreateQueueResult,
  type DeleteQueueRequest,
  type GetQueueUrlRequest,
  type GetQueueUrlResult,
  type ListDeadLetterSourceQueuesRequest,
  type ListDeadLetterSourceQueuesResult,
  type ListQueuesRequest,
  type ListQueuesResult,
  type PurgeQueueRequest,
} from '@aws-sdk/client-sqs';
import { type CallContext, type OperationTable } from '../../kernel';
import { mergeAttributes, redriveOf } from '../attributes';
import { type SqsContext } from '../context';
import { invalidValue, purgeInProgress, queueDoesNotExist, queueNameExists } from '../errors';
import { arnOf, queueOf, urlOf } from '../lookup';
import { page } from '../paging';
import { type QueueRecord } from '../state';

/** Operations that make, find and delete queues. */
export const queueOperations = (sqs: SqsContext): OperationTable => ({
  CreateQueue: (input: CreateQueueRequest, context: CallContext): CreateQueueResult => ({
    QueueUrl: urlOf(context, createQueue(sqs, input, context)),
  }),

  GetQueueUrl: (input: GetQueueUrlRequest, context: CallContext): GetQueueUrlResult => {
    const { QueueName = '', QueueOwnerAWSAccountId: account = context.account } = input;
    const queue = sqs.state.queues[arnOf({ ...context, account }, QueueName)];
    if (!queue) throw queueDoesNotExist();
    return { QueueUrl: urlOf(context, queue) };
  },

  ListQueues: (input: ListQueuesRequest, context: CallContext): ListQueuesResult => {
    const found = queuesIn(sqs, context).filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ''));
    const { items, NextToken } = page(found, input);
    return { QueueUrls: items.map((queue) => urlOf(context, queue)), NextToken };
  },

  ListDeadLetterSourceQueues: (
    input: ListDeadLetterSourceQueuesRequest,
    context: CallContext,
  ): ListDeadLetterSourceQueuesResult => {
    const { arn } = queueOf(sqs, context, input.QueueUrl);
    const sources = queuesIn(sqs, context).filter((queue) => redriveOf(queue)?.deadLetterTargetArn === arn);
    const { items, NextToken } = page(sources, input);
    return { queueUrls: items.map((queue) => urlOf(context, queue)), NextToken };
  },

  DeleteQueue: ({ QueueUrl }: DeleteQueueRequest, context: CallContext): object => {
    delete sqs.state.queues[queueOf(sqs, context, QueueUrl).arn];
    return {};
  },

  PurgeQueue: ({ QueueUrl }: PurgeQueueRequest, context: CallContext): object => {
    const queue = queueOf(sqs, context, QueueUrl);
    const now = sqs.clock.now();
    if (queue.purgedAt !== undefined && now - queue.purgedAt < 60_000) throw purgeInProgress(queue.name);
    queue.purgedAt = now;
    queue.messages = [];
    return {};
  },
});

const queuesIn = ({ state }: SqsContext, context: CallContext): QueueRecord[] =>
  Object.values(state.queues)
    .filter(({ arn }) => arn.startsWith(arnOf(context, '')))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** The same name with the same attributes answers with the queue that is there. */
function createQueue({ state, clock }: SqsContext, input: CreateQueueRequest, context: CallContext): QueueRecord {
  const { QueueName: name = '', Attributes = {}, tags = {} } = input;
  checkName(name, Attributes['FifoQueue'] === 'true');
  const arn = arnOf(context, name);
  const attributes = mergeAttributes(
    { name, attributes: {} },
    Attributes,
    (other) => state.queues[other] !== undefined,
  );
  const known = state.queues[arn];
  if (!known) {
    const now = clock.now();
    return (state.queues[arn] = { arn, name, attributes, tags, createdAt: now, modifiedAt: now, messages: [] });
  }
  const other = Object.keys(attributes).find((key) => known.attributes[key] !== attributes[key]);
  if (other !== undefined) throw queueNameExists(other);
  return known;
}

function checkName(name: string, fifo: boolean): void {
  if (fifo && !/^[\w-]{1,75}\.fifo$/.test(name)) {
    throw invalidValue(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length',
    );
  }
  if (!fifo && !/^[\w-]{1,80}$/.test(name)) {
    throw invalidValue('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
}
