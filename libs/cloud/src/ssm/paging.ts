import { AwsError } from '../kernel';
import { validationError } from './errors';

/** What the operations that give pages take. */
export interface PageRequest {
  NextToken?: string;
  MaxResults?: number;
}

/**
 * Cuts a page out of items, each known by its key; the token names the last key of the page before.
 * @param most of a page, also where the request does not say
 * @throws AwsError InvalidNextToken, ValidationException
 */
export function page<Item>(
  items: Item[],
  keyOf: (item: Item) => string,
  { NextToken, MaxResults }: PageRequest,
  most: number,
): { items: Item[]; NextToken?: string } {
  const limit = MaxResults ?? most;
  if (limit < 1 || limit > most) throw validationError(`MaxResults should be between 1 and ${most}`);
  const start = NextToken === undefined ? 0 : startAfter(items, keyOf, NextToken);
  const cut = items.slice(start, start + limit);
  const last = cut.at(-1);
  const more = last !== undefined && start + limit < items.length;
  return more ? { items: cut, NextToken: Buffer.from(keyOf(last)).toString('base64url') } : { items: cut };
}

function startAfter<Item>(items: Item[], keyOf: (item: Item) => string, token: string): number {
  const key = Buffer.from(token, 'base64url').toString();
  const index = items.findIndex((item) => keyOf(item) === key);
  if (index < 0) throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
  return index + 1;
}
