import { type ByteRange } from '../blobs/blob-store';
import { RegistryError } from '../errors';

/**
 * Reads a `Range` header of one range.
 * @returns undefined where all is wanted: no range, or more than one, which may be answered with the whole
 * @throws RegistryError RANGE_INVALID for a range outside of the content
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const [whole, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (whole === undefined || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) {
    throw new RegistryError(416, 'RANGE_INVALID', 'The range is not within the content', {
      'content-range': `bytes */${size}`,
    });
  }
  return { start, end };
}
