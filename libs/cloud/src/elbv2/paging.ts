import { validationError } from './errors';

/** What the Describe operations take. */
export interface PageRequest {
  Marker?: string;
  PageSize?: number;
}

/**
 * Cuts a page out of resources; the marker names the last of the page before.
 * @throws AwsError ValidationError for a marker that is none
 */
export function page<Resource extends { arn: string }>(
  resources: Resource[],
  { Marker, PageSize = 400 }: PageRequest,
): { items: Resource[]; NextMarker?: string } {
  const start = Marker === undefined ? 0 : startAfter(resources, Marker);
  const items = resources.slice(start, start + PageSize);
  const last = items.at(-1);
  const more = last !== undefined && start + PageSize < resources.length;
  return more ? { items, NextMarker: Buffer.from(last.arn).toString('base64url') } : { items };
}

function startAfter(resources: { arn: string }[], marker: string): number {
  const wanted = Buffer.from(marker, 'base64url').toString();
  const index = resources.findIndex(({ arn }) => arn === wanted);
  if (index < 0) throw validationError('Invalid marker');
  return index + 1;
}
