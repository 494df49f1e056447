import { AwsError } from '../kernel';
import { missingParameter } from './constraints';

/** Source: the trait `awsQueryError` of the exceptions in SQS's model. */
const prefix = 'AWS.SimpleQueueService.';

/** An exception of SQS's model, whose name in the Query protocol is another. */
const sqsError = (code: string, queryCode: string, message: string): AwsError =>
  new AwsError(code, message, 400, {}, queryCode);

/** A queue that is not there. */
export const queueDoesNotExist = (): AwsError =>
  sqsError('QueueDoesNotExist', `${prefix}NonExistentQueue`, 'The specified queue does not exist.');

/** A queue of that name with other attributes. */
export const queueNameExists = (attribute: string): AwsError =>
  sqsError(
    'QueueNameExists',
    'QueueAlreadyExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  );

/** A parameter with a value that AWS refuses. */
export const invalidValue = (message: string): AwsError =>
  sqsError('InvalidParameterValueException', 'InvalidParameterValue', message);

/** A value that is not one of those it may be. */
export const outOfRange = (value: number | string, parameter: string, reason: string): AwsError =>
  invalidValue(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}.`);

/** A required parameter that is not there. */
export const missing = (parameter: string): AwsError =>
  sqsError('MissingParameter', 'MissingParameter', missingParameter(parameter));

/** A parameter that queues of the other type have. */
export const notOfThisQueueType = (parameter: string, value: string): AwsError =>
  outOfRange(value, parameter, 'The request include parameter that is not valid for this queue type');

/** A message of a FIFO queue by which nobody can tell it from others. */
export const fifoNeedsDeduplication = (): AwsError =>
  invalidValue(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );

/** A queue attribute that is not one. */
export const invalidAttributeName = (name: string): AwsError =>
  sqsError('InvalidAttributeName', 'InvalidAttributeName', `Unknown Attribute ${name}.`);

/** A queue attribute with a value that AWS refuses. */
export const invalidAttributeValue = (name: string): AwsError =>
  sqsError('InvalidAttributeValue', 'InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

/** A handle that no receipt gave. */
export const receiptHandleIsInvalid = (handle: string): AwsError =>
  sqsError(
    'ReceiptHandleIsInvalid',
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );

/** A purge less than a minute after another. */
export const purgeInProgress = (name: string): AwsError =>
  sqsError(
    'PurgeQueueInProgress',
    `${prefix}PurgeQueueInProgress`,
    `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
  );

/** A batch that does not fit: `EmptyBatchRequest` and the like. */
export const batchError = (code: string, message: string): AwsError => sqsError(code, `${prefix}${code}`, message);

/** Something that real SQS does and the embedded cloud does not: said aloud, never ignored. */
export const notBuilt = (what: string): AwsError =>
  sqsError('UnsupportedOperation', `${prefix}UnsupportedOperation`, `${what} is not built into the embedded cloud.`);
