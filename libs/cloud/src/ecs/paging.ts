import { invalidParameter } from './errors';

/** What the List operations take. */
export interface PageRequest {
  nextToken?: string;
  maxResults?: number;
}

/** How many results a page has. */
export interface PageSize {
  /** Where the request does not say. */
  standard: number;
  most: number;
}

/**
 * Cuts a page out of sorted items, each known by its key; the token names the last key of the page before.
 * @throws AwsError InvalidParameterException for a token or size that is none
 */
export function page<Item>(
  items: Item[],
  keyOf: (item: Item) => string,
  request: PageRequest,
  size: PageSize,
): { items: Item[]; nextToken?: string } {
  const limit = request.maxResults ?? size.standard;
  if (limit < 1 || limit > size.most) {
    throw invalidParameter(`maxResults should be between 1 and ${size.most}`);
  }
  const start = request.nextToken === undefined ? 0 : startAfter(items, keyOf, request.nextToken);
  const cut = items.slice(start, start + limit);
  const last = cut.at(-1);
  const more = last !== undefined && start + limit < items.length;
  return more ? { items: cut, nextToken: encode(keyOf(last)) } : { items: cut };
}

function startAfter<Item>(items: Item[], keyOf: (item: Item) => string, token: string): number {
  const key = Buffer.from(token, 'base64url').toString();
  const index = items.findIndex((item) => keyOf(item) === key);
  if (index < 0) throw invalidParameter('Invalid token.');
  return index + 1;
}

const encode = (key: string): string => Buffer.from(key).toString('base64url');
