import { invalidParameter } from './errors';

/** What the List and Describe operations take. */
export interface PageRequest {
  nextToken?: string;
  maxResults?: number;
}

/**
 * Cuts a page out of items sorted by a key that each has for itself; 100 where the request does not say, 1000 at most.
 * @throws AwsError InvalidParameterException for a token or size that is none
 */
export function page<Item>(
  items: Item[],
  keyOf: (item: Item) => string,
  { nextToken, maxResults = 100 }: PageRequest,
): { items: Item[]; nextToken?: string } {
  if (maxResults < 1 || maxResults > 1000) throw invalidParameter('maxResults should be between 1 and 1000');
  const start = nextToken === undefined ? 0 : startAfter(items, keyOf, nextToken);
  const cut = items.slice(start, start + maxResults);
  const last = cut.at(-1);
  const more = last !== undefined && start + maxResults < items.length;
  return more ? { items: cut, nextToken: Buffer.from(keyOf(last)).toString('base64url') } : { items: cut };
}

function startAfter<Item>(items: Item[], keyOf: (item: Item) => string, token: string): number {
  const key = Buffer.from(token, 'base64url').toString();
  const index = items.findIndex((item) => keyOf(item) === key);
  if (index < 0) throw invalidParameter("Invalid parameter at 'nextToken' failed to satisfy constraint: invalid token");
  return index + 1;
}
