import {
  type ChangeMessageVisibilityBatchRequest,
  type ChangeMessageVisibilityBatchResult,
  type ChangeMessageVisibilityRequest,
  type DeleteMessageBatchRequest,
  type DeleteMessageBatchResult,
  type DeleteMessageRequest,
  type ReceiveMessageRequest,
  type ReceiveMessageResult,
} from '@aws-sdk/client-sqs';
import { type CallContext, type OperationTable } from '../../kernel';
import { checkNames } from '../attribute-names';
import { numberOf } from '../attributes';
import { runBatch } from '../batch';
import { type SqsContext } from '../context';
import { invalidValue, notBuilt, outOfRange, receiptHandleIsInvalid } from '../errors';
import { isFifo } from '../fifo';
import { queueOf } from '../lookup';
import { describeMessage } from '../message';
import { nextVisible, takeMessages } from '../receive';
import { type MessageRecord, type QueueRecord } from '../state';

/** The longest time that a message can be hidden, in seconds. */
const maxHidden = 43_200;

/** Operations that receive messages, and end or prolong what a receipt began. */
export const receiveOperations = (sqs: SqsContext): OperationTable => ({
  ReceiveMessage: async (input: ReceiveMessageRequest, context: CallContext): Promise<ReceiveMessageResult> => {
    const names: string[] = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
    const system = checkNames(names, 'message');
    const messages = await receive(sqs, input, context);
    const wanted = { system, own: input.MessageAttributeNames ?? [] };
    return messages.length > 0 ? { Messages: messages.map((message) => describeMessage(message, wanted)) } : {};
  },

  DeleteMessage: ({ QueueUrl, ReceiptHandle }: DeleteMessageRequest, context: CallContext): object =>
    remove(sqs, queueOf(sqs, context, QueueUrl), ReceiptHandle),

  DeleteMessageBatch: (input: DeleteMessageBatchRequest, context: CallContext): DeleteMessageBatchResult => {
    const queue = queueOf(sqs, context, input.QueueUrl);
    return runBatch(input.Entries, ({ ReceiptHandle }) => remove(sqs, queue, ReceiptHandle));
  },

  ChangeMessageVisibility: (input: ChangeMessageVisibilityRequest, context: CallContext): object =>
    hide(sqs, queueOf(sqs, context, input.QueueUrl), input),

  ChangeMessageVisibilityBatch: (
    input: ChangeMessageVisibilityBatchRequest,
    context: CallContext,
  ): ChangeMessageVisibilityBatchResult => {
    const queue = queueOf(sqs, context, input.QueueUrl);
    return runBatch(input.Entries, (entry) => hide(sqs, queue, entry));
  },
});

/** Waits for a message where there is none; who has gone meanwhile gets none, and it stays for others. */
async function receive(sqs: SqsContext, input: ReceiveMessageRequest, context: CallContext): Promise<MessageRecord[]> {
  if (input.ReceiveRequestAttemptId !== undefined) throw notBuilt('ReceiveRequestAttemptId');
  const { most, hiddenFor, waitFor } = readRequest(input, queueOf(sqs, context, input.QueueUrl));
  const deadline = sqs.clock.now() + waitFor;
  for (;;) {
    // Found anew each time: it may be deleted, or changed, meanwhile.
    const queue = queueOf(sqs, context, input.QueueUrl);
    const messages = takeMessages(sqs, queue, most, hiddenFor);
    const now = sqs.clock.now();
    if (messages.length > 0 || now >= deadline) return messages;
    await sqs.arrivals.wait(queue.arn, Math.min(deadline, nextVisible(queue, now)) - now, context.signal);
    if (context.signal?.aborted) return [];
  }
}

function readRequest(input: ReceiveMessageRequest, queue: QueueRecord) {
  const {
    MaxNumberOfMessages: most = 1,
    WaitTimeSeconds: wait = numberOf(queue, 'ReceiveMessageWaitTimeSeconds'),
    VisibilityTimeout: hidden = numberOf(queue, 'VisibilityTimeout'),
  } = input;
  if (most < 1 || most > 10) throw outOfRange(most, 'MaxNumberOfMessages', 'Must be between 1 and 10, if provided');
  if (wait < 0 || wait > 20) throw outOfRange(wait, 'WaitTimeSeconds', 'Must be >= 0 and <= 20, if provided');
  checkHidden(hidden);
  return { most, waitFor: wait * 1000, hiddenFor: hidden * 1000 };
}

function checkHidden(seconds: number): void {
  if (seconds < 0 || seconds > maxHidden) {
    throw outOfRange(seconds, 'VisibilityTimeout', `VisibilityTimeout must be an integer between 0 and ${maxHidden}`);
  }
}

/** Only the newest receipt of a message deletes it: another receiver may be at work on it. */
function remove({ clock, arrivals }: SqsContext, queue: QueueRecord, handle = ''): object {
  checkHandle(queue, handle);
  const expired = queue.messages.some(({ receipt, visibleAt }) => receipt === handle && visibleAt <= clock.now());
  if (expired && isFifo(queue)) throw outOfRange(handle, 'ReceiptHandle', 'The receipt handle has expired');
  queue.messages = queue.messages.filter(({ receipt }) => receipt !== handle);
  if (isFifo(queue)) arrivals.wake(queue.arn); // the next of its group
  return {};
}

function hide(
  { clock, arrivals }: SqsContext,
  queue: QueueRecord,
  { ReceiptHandle = '', VisibilityTimeout = 0 }: Partial<ChangeMessageVisibilityRequest>,
): object {
  checkHidden(VisibilityTimeout);
  checkHandle(queue, ReceiptHandle);
  const message = queue.messages.find(({ receipt }) => receipt === ReceiptHandle);
  if (!message || message.visibleAt <= clock.now()) {
    const reason = 'Message does not exist or is not available for visibility timeout change.';
    throw invalidValue(`Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: ${reason}`);
  }
  message.visibleAt = clock.now() + VisibilityTimeout * 1000;
  arrivals.wake(queue.arn);
  return {};
}

/** A handle is of this queue, whether its message is still there or not. */
function checkHandle({ arn }: QueueRecord, handle: string): void {
  if (!Buffer.from(handle, 'base64').toString().includes(` ${arn} `)) throw receiptHandleIsInvalid(handle);
}
