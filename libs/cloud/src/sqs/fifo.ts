import { createHash } from 'node:crypto';
import { fifoNeedsDeduplication, missing, notOfThisQueueType, outOfRange } from './errors';
import { type MessageRecord, type QueueRecord, type SentRecord } from './state';

/** How long a message is known by its deduplication id, in milliseconds. */
const knownFor = 5 * 60_000;

/** The attributes that FIFO queues alone have, and what holds where they are not set. */
export const fifoDefaults: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoQueue: 'true',
  FifoThroughputLimit: 'perQueue',
};

/** Whether a queue keeps the order of its messages: its name says so. */
export const isFifo = ({ name }: Pick<QueueRecord, 'name'>): boolean => name.endsWith('.fifo');

/** What a sender says of a message's group and identity. */
export interface FifoRequest {
  MessageBody?: string | undefined;
  MessageGroupId?: string | undefined;
  MessageDeduplicationId?: string | undefined;
  DelaySeconds?: number | undefined;
}

/** What a message of a FIFO queue is known by; a standard queue's can have a group, for fairness. */
export type FifoIds = Pick<MessageRecord, 'groupId' | 'deduplicationId'>;

/**
 * Reads group and identity of a message to send.
 * @throws AwsError MissingParameter, InvalidParameterValueException
 */
export function readIds(queue: QueueRecord, request: FifoRequest): FifoIds {
  const { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId, DelaySeconds } = request;
  checkId('MessageGroupId', groupId);
  checkId('MessageDeduplicationId', deduplicationId);
  if (!isFifo(queue)) {
    if (deduplicationId !== undefined) throw notOfThisQueueType('MessageDeduplicationId', deduplicationId);
    return { groupId };
  }
  if (DelaySeconds !== undefined) throw notOfThisQueueType('DelaySeconds', String(DelaySeconds));
  if (groupId === undefined) throw missing('MessageGroupId');
  if (deduplicationId !== undefined) return { groupId, deduplicationId };
  if (queue.attributes['ContentBasedDeduplication'] !== 'true') throw fifoNeedsDeduplication();
  return {
    groupId,
    deduplicationId: createHash('sha256')
      .update(request.MessageBody ?? '')
      .digest('hex'),
  };
}

function checkId(parameter: string, id: string | undefined): void {
  if (id === undefined || /^[\x21-\x7e]{1,128}$/.test(id)) return;
  const reason = `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length`;
  throw outOfRange(id, parameter, reason);
}

/** The message that a new one repeats: sent within five minutes, whether it is still there or not. */
export function findRepeated(queue: QueueRecord, ids: FifoIds, now: number): SentRecord | undefined {
  const known = Object.entries(queue.sent ?? {}).filter(([, { sentAt }]) => now - sentAt < knownFor);
  if (queue.sent) queue.sent = Object.fromEntries(known);
  return queue.sent?.[identityOf(queue, ids)];
}

/** Numbers a message of a FIFO queue, and remembers it. */
export function noteSent(queue: QueueRecord, message: MessageRecord): void {
  if (!isFifo(queue)) return;
  queue.sequence = String(BigInt(queue.sequence ?? firstSequence) + 256n);
  message.sequenceNumber = queue.sequence;
  const { id, sentAt, sequenceNumber } = message;
  queue.sent = { ...queue.sent, [identityOf(queue, message)]: { id, sentAt, sequenceNumber } };
}

/** Twenty digits, as AWS's have. */
const firstSequence = '18849496460467696128';

const identityOf = ({ attributes }: QueueRecord, { groupId, deduplicationId }: FifoIds): string =>
  attributes['DeduplicationScope'] === 'messageGroup' ? `${groupId} ${deduplicationId}` : String(deduplicationId);

/** Says of one message after the other whether those before it in its group keep it back. */
export function keepBack(queue: QueueRecord, now: number): (message: MessageRecord) => boolean {
  if (!isFifo(queue)) return () => false;
  const busy = new Set(queue.messages.filter(({ visibleAt }) => visibleAt > now).map(({ groupId }) => groupId));
  return ({ groupId }) => busy.has(groupId);
}
