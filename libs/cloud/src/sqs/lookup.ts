import { type CallContext } from '../kernel';
import { numberOf } from './attributes';
import { type SqsContext } from './context';
import { queueDoesNotExist } from './errors';
import { type QueueRecord } from './state';

/** The ARN of a queue of the caller's account and region. */
export const arnOf = ({ region, account }: CallContext, name: string): string =>
  `arn:aws:sqs:${region}:${account}:${name}`;

/** The URL of a queue, at the address that the caller used: containers call this machine by another one. */
export const urlOf = ({ endpoint }: CallContext, { arn, name }: QueueRecord): string =>
  `${endpoint}/${arn.split(':')[4]}/${name}`;

/**
 * A queue by its URL, at whatever address; messages that were kept for long enough are dropped.
 * @throws AwsError QueueDoesNotExist
 */
export function queueOf({ state, clock }: SqsContext, { region }: CallContext, url = ''): QueueRecord {
  const [account, name] = url.split('/').slice(-2);
  const queue = state.queues[`arn:aws:sqs:${region}:${account}:${name}`];
  if (!queue) throw queueDoesNotExist();
  const oldest = clock.now() - numberOf(queue, 'MessageRetentionPeriod') * 1000;
  if (queue.messages.some(({ sentAt }) => sentAt < oldest)) {
    queue.messages = queue.messages.filter(({ sentAt }) => sentAt >= oldest);
  }
  return queue;
}
