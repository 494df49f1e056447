import { randomUUID } from 'node:crypto';
import { type Message, type MessageAttributeValue, type SendMessageRequest } from '@aws-sdk/client-sqs';
import { type CallContext } from '../kernel';
import { numberOf } from './attributes';
import { invalidValue, outOfRange } from './errors';
import { readIds } from './fifo';
import { md5OfAttributes, md5OfBody } from './md5';
import { type AttributeRecord, type MessageRecord, type QueueRecord } from './state';

/** What SendMessage, and an entry of its batch, says of a message. */
export type MessageRequest = Omit<SendMessageRequest, 'QueueUrl'>;

/**
 * Makes a message for a queue.
 * @param now milliseconds since 1970
 * @throws AwsError InvalidParameterValueException, MissingParameter
 */
export function newMessage(
  queue: QueueRecord,
  input: MessageRequest,
  { account }: CallContext,
  now: number,
): MessageRecord {
  const { MessageBody: body = '', DelaySeconds: delay = numberOf(queue, 'DelaySeconds') } = input;
  const ids = readIds(queue, input);
  if (delay < 0 || delay > 900) throw outOfRange(delay, 'DelaySeconds', 'DelaySeconds must be >= 0 and <= 900');
  const attributes = readAttributes(input.MessageAttributes ?? {});
  checkBody(body, attributes, numberOf(queue, 'MaximumMessageSize'));
  return {
    id: randomUUID(),
    body,
    attributes,
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
    sender: account,
    sentAt: now,
    visibleAt: now + delay * 1000,
    receiveCount: 0,
    ...ids,
  };
}

function checkBody(body: string, attributes: Record<string, AttributeRecord>, most: number): void {
  if (body === '') throw invalidValue('The request must contain the parameter MessageBody.');
  const size = Buffer.byteLength(body) + Object.entries(attributes).reduce((sum, entry) => sum + sizeOf(...entry), 0);
  if (size > most) {
    throw invalidValue(`One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`);
  }
}

const sizeOf = (name: string, { type, text = '', binary = '' }: AttributeRecord): number =>
  Buffer.byteLength(name + type + text) + Buffer.from(binary, 'base64').length;

function readAttributes(values: Record<string, MessageAttributeValue>): Record<string, AttributeRecord> {
  const entries = Object.entries(values);
  if (entries.length > 10)
    throw invalidValue('Number of message attributes [more than 10] exceeds the allowed maximum [10].');
  return Object.fromEntries(entries.map(([name, value]) => [name, readAttribute(name, value)]));
}

function readAttribute(
  name: string,
  { DataType: type = '', StringValue, BinaryValue }: MessageAttributeValue,
): AttributeRecord {
  if (!/^[\w.-]{1,256}$/.test(name)) throw invalidValue(`Message (user) attribute name '${name}' is invalid.`);
  if (!/^(String|Number|Binary)(\..+)?$/.test(type)) {
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  if (type.startsWith('Binary') && BinaryValue) return { type, binary: Buffer.from(BinaryValue).toString('base64') };
  if (!type.startsWith('Binary') && StringValue) return { type, text: StringValue };
  throw invalidValue(
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
  );
}

/** Which attributes a receiver asks for. */
export interface Wanted {
  system: string[];
  own: string[];
}

/** A message as ReceiveMessage shows it. */
export function describeMessage(message: MessageRecord, { system, own }: Wanted): Message {
  const attributes = pick(message.attributes, (name) =>
    own.some(
      (each) => each === 'All' || each === name || (each.endsWith('*') && name.startsWith(each.replace(/\.?\*$/, ''))),
    ),
  );
  const known = pick(systemAttributes(message), (name) => system.includes('All') || system.includes(name));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5OfBody(message.body),
    Body: message.body,
    ...(Object.keys(known).length > 0 ? { Attributes: known } : {}),
    MD5OfMessageAttributes: md5OfAttributes(attributes),
    ...(Object.keys(attributes).length > 0 ? { MessageAttributes: mapValues(attributes, writeAttribute) } : {}),
  };
}

const systemAttributes = (message: MessageRecord): Record<string, string> => ({
  SenderId: message.sender,
  SentTimestamp: String(message.sentAt),
  ApproximateReceiveCount: String(message.receiveCount),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
  ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
  ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
  ...(message.sequenceNumber === undefined ? {} : { SequenceNumber: message.sequenceNumber }),
  ...(message.deadLetterOf === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterOf }),
});

const writeAttribute = ({ type, text, binary }: AttributeRecord): MessageAttributeValue => ({
  DataType: type,
  StringValue: text,
  BinaryValue: binary === undefined ? undefined : Buffer.from(binary, 'base64'),
});

const pick = <Value>(record: Record<string, Value>, wanted: (name: string) => boolean): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => wanted(name)));

const mapValues = <From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
