import { randomUUID } from 'node:crypto';
import { redriveOf } from './attributes';
import { type SqsContext } from './context';
import { keepBack } from './fifo';
import { type MessageRecord, type QueueRecord } from './state';

/**
 * Takes messages that can be received, the oldest first, and hides them for a while; one that was received as often as
 * the redrive policy allows goes to the dead-letter queue instead.
 * @param most how many
 * @param hiddenFor milliseconds
 */
export function takeMessages(sqs: SqsContext, queue: QueueRecord, most: number, hiddenFor: number): MessageRecord[] {
  const now = sqs.clock.now();
  const taken: MessageRecord[] = [];
  const isKeptBack = keepBack(queue, now);
  for (const message of [...queue.messages]) {
    if (taken.length === most) break;
    if (message.visibleAt > now || isKeptBack(message) || giveUp(sqs, queue, message)) continue;
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.visibleAt = now + hiddenFor;
    message.receipt = Buffer.from(`${randomUUID()} ${queue.arn} ${message.id}`).toString('base64');
    taken.push(message);
  }
  return taken;
}

/** Moves a message to the dead-letter queue, where it is due. */
function giveUp({ state, arrivals, clock }: SqsContext, queue: QueueRecord, message: MessageRecord): boolean {
  const policy = redriveOf(queue);
  const target = policy && state.queues[policy.deadLetterTargetArn];
  if (!target || message.receiveCount < policy.maxReceiveCount) return false;
  queue.messages = queue.messages.filter((other) => other !== message);
  const { receipt: _, ...moved } = message;
  target.messages.push({ ...moved, visibleAt: clock.now(), deadLetterOf: queue.arn });
  arrivals.wake(target.arn);
  return true;
}

/** When the next hidden message of a queue can be received, in milliseconds since 1970; Infinity where there is none. */
export const nextVisible = ({ messages }: QueueRecord, now: number): number =>
  messages.reduce((soonest, { visibleAt }) => (visibleAt > now ? Math.min(soonest, visibleAt) : soonest), Infinity);
