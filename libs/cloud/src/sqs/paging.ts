import { invalidValue, outOfRange } from './errors';
import { type QueueRecord } from './state';

/** Cuts a page out of queues by name; without MaxResults it holds 1000 of them. */
export function page(
  queues: QueueRecord[],
  { MaxResults = 1000, NextToken }: { MaxResults?: number; NextToken?: string },
): { items: QueueRecord[]; NextToken?: string } {
  if (MaxResults < 1 || MaxResults > 1000) throw outOfRange(MaxResults, 'MaxResults', 'Must be between 1 and 1000');
  const last = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64url').toString();
  const start = last === undefined ? 0 : queues.findIndex(({ name }) => name === last) + 1;
  if (last !== undefined && start === 0) throw invalidValue('Invalid NextToken value.');
  const items = queues.slice(start, start + MaxResults);
  const end = items.at(-1);
  if (!end || start + MaxResults >= queues.length) return { items };
  return { items, NextToken: Buffer.from(end.name).toString('base64url') };
}
