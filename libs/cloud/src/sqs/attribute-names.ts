import { kept, numbers } from './attributes';
import { invalidAttributeName } from './errors';

/** What can be asked of a queue, whether it has it or not. */
const ofQueues = new Set([
  ...Object.keys(numbers),
  ...kept,
  'All',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'ContentBasedDeduplication',
  'CreatedTimestamp',
  'DeduplicationScope',
  'FifoQueue',
  'FifoThroughputLimit',
  'LastModifiedTimestamp',
  'QueueArn',
  'RedriveAllowPolicy',
  'RedrivePolicy',
]);

/** What can be asked of a message that is received. */
const ofMessages = new Set([
  'All',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
]);

/**
 * Checks the names of attributes that a request asks for.
 * @throws AwsError InvalidAttributeName
 */
export function checkNames(names: string[], of: 'queue' | 'message'): string[] {
  const known = of === 'queue' ? ofQueues : ofMessages;
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw invalidAttributeName(unknown);
  return names;
}
