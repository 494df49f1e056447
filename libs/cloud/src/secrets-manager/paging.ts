import { AwsError } from '../kernel';

/** What the operations that give pages take. */
export interface PageRequest {
  NextToken?: string;
  MaxResults?: number;
}

/**
 * Cuts a page out of items, each known by its key; the token names the last key of the page before.
 * @param most of a page, also where the request does not say
 * @throws AwsError InvalidNextTokenException
 */
export function page<Item>(
  items: Item[],
  keyOf: (item: Item) => string,
  { NextToken, MaxResults = 100 }: PageRequest,
  most = 100,
): { items: Item[]; NextToken?: string } {
  const limit = Math.min(MaxResults, most);
  const start = NextToken === undefined ? 0 : startAfter(items.map(keyOf), NextToken);
  const cut = items.slice(start, start + limit);
  const last = cut.at(-1);
  if (last === undefined || start + limit >= items.length) return { items: cut };
  return { items: cut, NextToken: Buffer.from(keyOf(last)).toString('base64url') };
}

function startAfter(keys: string[], token: string): number {
  const index = keys.indexOf(Buffer.from(token, 'base64url').toString());
  if (index < 0) throw new AwsError('InvalidNextTokenException', 'Invalid pagination token.');
  return index + 1;
}
