import {
  type SendMessageBatchRequest,
  type SendMessageBatchResult,
  type SendMessageRequest,
  type SendMessageResult,
} from '@aws-sdk/client-sqs';
import { type CallContext, type OperationTable } from '../../kernel';
import { runBatch } from '../batch';
import { type SqsContext } from '../context';
import { batchError } from '../errors';
import { findRepeated, noteSent } from '../fifo';
import { queueOf } from '../lookup';
import { md5OfAttributes, md5OfBody } from '../md5';
import { type MessageRequest, newMessage } from '../message';
import { type QueueRecord } from '../state';

/** The longest batch, in bytes of all bodies. */
const maxBatchBytes = 1_048_576;

/** Operations that send messages. */
export const sendOperations = (sqs: SqsContext): OperationTable => ({
  SendMessage: (input: SendMessageRequest, context: CallContext): SendMessageResult =>
    send(sqs, queueOf(sqs, context, input.QueueUrl), input, context),

  SendMessageBatch: (input: SendMessageBatchRequest, context: CallContext): SendMessageBatchResult => {
    const queue = queueOf(sqs, context, input.QueueUrl);
    const { Entries = [] } = input;
    const size = Entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
    if (size > maxBatchBytes) {
      const message = `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${size} bytes.`;
      throw batchError('BatchRequestTooLong', message);
    }
    return runBatch(Entries, (entry) => send(sqs, queue, entry, context));
  },
});

function send({ clock, arrivals }: SqsContext, queue: QueueRecord, input: MessageRequest, context: CallContext) {
  const message = newMessage(queue, input, context, clock.now());
  const repeated = findRepeated(queue, message, clock.now());
  if (!repeated) {
    noteSent(queue, message);
    queue.messages.push(message);
    arrivals.wake(queue.arn);
  }
  return {
    MessageId: (repeated ?? message).id,
    SequenceNumber: (repeated ?? message).sequenceNumber,
    MD5OfMessageBody: md5OfBody(message.body),
    MD5OfMessageAttributes: md5OfAttributes(message.attributes),
    ...(message.traceHeader === undefined
      ? {}
      : {
          MD5OfMessageSystemAttributes: md5OfAttributes({
            AWSTraceHeader: { type: 'String', text: message.traceHeader },
          }),
        }),
  };
}
