import { invalidAttributeName, invalidAttributeValue, notBuilt } from './errors';
import { fifoDefaults, isFifo } from './fifo';
import { type QueueRecord } from './state';

/** Numbers that can be set: the least, the most, and what holds where none is set. Source: CreateQueue, API reference. */
export const numbers: Record<string, [least: number, most: number, standard: number]> = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1024, 1_048_576, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
};

/** What is kept and shown, and does nothing: there are neither permissions nor keys on this machine. */
export const kept = ['Policy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'];

/** Given the value of an attribute, or what holds where it is not set: seconds, or bytes. */
export const numberOf = ({ attributes }: QueueRecord, name: keyof typeof numbers): number =>
  Number(attributes[name] ?? numbers[name]?.[2]);

/** Where messages go that were received too often. */
export interface RedrivePolicy {
  deadLetterTargetArn: string;
  maxReceiveCount: number;
}

/** The redrive policy of a queue. */
export function redriveOf({ attributes }: QueueRecord): RedrivePolicy | undefined {
  const { RedrivePolicy: text } = attributes;
  return text === undefined ? undefined : parseRedrive(text);
}

/**
 * Checks attributes as CreateQueue and SetQueueAttributes take them; an empty policy takes the one away.
 * @param exists whether there is a queue of that ARN
 * @throws AwsError InvalidAttributeName, InvalidAttributeValue, UnsupportedOperation
 */
export function mergeAttributes(
  queue: Pick<QueueRecord, 'name' | 'attributes'>,
  changes: Record<string, string>,
  exists: (arn: string) => boolean,
): Record<string, string> {
  for (const [name, value] of Object.entries(changes)) if (value !== '') checkAttribute(queue, name, value, exists);
  return Object.fromEntries(Object.entries({ ...queue.attributes, ...changes }).filter(([, value]) => value !== ''));
}

function checkAttribute(
  queue: Pick<QueueRecord, 'name'>,
  name: string,
  value: string,
  exists: (arn: string) => boolean,
): void {
  if (kept.includes(name)) return;
  if (isFifo(queue) && Object.hasOwn(fifoValues, name)) {
    if (!fifoValues[name]?.includes(value)) throw invalidAttributeValue(name);
    return;
  }
  if (name === 'RedriveAllowPolicy') throw notBuilt('RedriveAllowPolicy');
  if (name === 'RedrivePolicy') return checkRedrive(queue, value, exists);
  const range = Object.hasOwn(numbers, name) ? numbers[name] : undefined;
  if (!range) throw invalidAttributeName(name);
  const [least, most] = range;
  if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most) throw invalidAttributeValue(name);
}

/** What the attributes of FIFO queues can be; a queue does not become a standard one. */
const fifoValues: Record<string, string[]> = {
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['messageGroup', 'queue'],
  FifoQueue: ['true'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

/** The messages of a FIFO queue go to another FIFO queue, those of a standard one to a standard one. */
function checkRedrive(queue: Pick<QueueRecord, 'name'>, text: string, exists: (arn: string) => boolean): void {
  const policy = parseRedrive(text);
  const { deadLetterTargetArn = '', maxReceiveCount = 0 } = policy ?? {};
  const counts = Number.isInteger(maxReceiveCount) && maxReceiveCount >= 1 && maxReceiveCount <= 1000;
  const alike = isFifo({ name: deadLetterTargetArn }) === isFifo(queue);
  if (!counts || !alike || !exists(deadLetterTargetArn)) throw invalidAttributeValue('RedrivePolicy');
}

/** The count may be a number or its text. */
function parseRedrive(text: string): RedrivePolicy | undefined {
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Partial<RedrivePolicy>;
    return { deadLetterTargetArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) };
  } catch {
    return undefined;
  }
}

/** What GetQueueAttributes can show, all of it. */
export function describeAttributes(queue: QueueRecord, now: number): Record<string, string> {
  const waiting = queue.messages.filter(({ visibleAt }) => visibleAt > now);
  const inFlight = waiting.filter(({ receipt }) => receipt !== undefined).length;
  return {
    ...Object.fromEntries(Object.entries(numbers).map(([name, [, , standard]]) => [name, String(standard)])),
    SqsManagedSseEnabled: 'true',
    ...(isFifo(queue) && fifoDefaults),
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(queue.messages.length - waiting.length),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(waiting.length - inFlight),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
  };
}
