import { AwsError } from '../kernel';

/** What the operations that give pages take. */
export interface PageRequest {
  Limit?: number;
  Marker?: string;
}

/**
 * Cuts a page out of items, each known by its key; the marker names the last key of the page before.
 * @throws AwsError InvalidMarkerException
 */
export function page<Item>(items: Item[], keyOf: (item: Item) => string, { Limit = 100, Marker }: PageRequest) {
  const start = Marker === undefined ? 0 : startAfter(items.map(keyOf), Marker);
  const cut = items.slice(start, start + Limit);
  const last = cut.at(-1);
  if (last === undefined || start + Limit >= items.length) return { items: cut, Truncated: false };
  return { items: cut, Truncated: true, NextMarker: Buffer.from(keyOf(last)).toString('base64url') };
}

function startAfter(keys: string[], marker: string): number {
  const index = keys.indexOf(Buffer.from(marker, 'base64url').toString());
  if (index < 0) throw new AwsError('InvalidMarkerException', 'Invalid marker.');
  return index + 1;
}
