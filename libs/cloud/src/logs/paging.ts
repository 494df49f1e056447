import { type AwsError } from '../kernel';
import { invalidParameter } from './errors';

/** What the operations that give pages take. */
export interface PageRequest {
  nextToken?: string;
  limit?: number;
}

/** Most items of a page, also where the request does not say. */
const most = 50;

/**
 * Cuts a page out of items, each known by its key; the token names the last key of the page before.
 * @throws AwsError InvalidParameterException
 */
export function page<Item>(
  items: Item[],
  keyOf: (item: Item) => string,
  { nextToken, limit = most }: PageRequest,
): { items: Item[]; nextToken?: string } {
  checkLimit(limit, most);
  const start = nextToken === undefined ? 0 : startAfter(items, keyOf, nextToken);
  const cut = items.slice(start, start + limit);
  const last = cut.at(-1);
  const more = last !== undefined && start + limit < items.length;
  return more ? { items: cut, nextToken: Buffer.from(keyOf(last)).toString('base64url') } : { items: cut };
}

/**
 * Checks how many items a request asks for.
 * @throws AwsError InvalidParameterException
 */
export function checkLimit(limit: number, most: number): void {
  const failed = `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value`;
  if (limit < 1) throw invalidParameter(`${failed} greater than or equal to 1`);
  if (limit > most) throw invalidParameter(`${failed} less than or equal to ${most}`);
}

/** A token that is not one of ours, or names what is no longer there. */
export const invalidToken = (): AwsError => invalidParameter('The specified nextToken is invalid.');

function startAfter<Item>(items: Item[], keyOf: (item: Item) => string, token: string): number {
  const key = Buffer.from(token, 'base64url').toString();
  const index = items.findIndex((item) => keyOf(item) === key);
  if (index < 0) throw invalidToken();
  return index + 1;
}
