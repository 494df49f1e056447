import { type Queues } from '../aws/ports';
import { type Live } from '../read/live';
import { asideRetention, type DesiredQueue } from '../render/queue';

/** Makes or changes the queue of a service, and before it the one for messages that it cannot handle. */
export async function applyQueue(
  { name, attributes, aside }: DesiredQueue,
  live: Pick<Live, 'queue'>,
  queues: Queues,
): Promise<void> {
  const deadLetterTargetArn = aside && (await queues.put(aside.name, asideRetention));
  // Empty, SQS forgets the policy that was there.
  const RedrivePolicy = aside ? JSON.stringify({ deadLetterTargetArn, maxReceiveCount: aside.attempts }) : '';
  const wanted = { ...attributes, ...((aside || live.queue) && { RedrivePolicy }) };
  await queues.put(name, wanted);
}
