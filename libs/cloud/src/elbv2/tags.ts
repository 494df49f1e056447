import { type Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../kernel';

/**
 * Adds tags to others; a key that is there gets the new value.
 * @throws AwsError DuplicateTagKeys, TooManyTags
 */
export function mergeTags(existing: Record<string, string>, added: Tag[]): Record<string, string> {
  const keys = added.map(({ Key = '' }) => Key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) {
    throw new AwsError('DuplicateTagKeys', `Tag key was specified more than once: ${twice}`);
  }
  const merged = new Map(Object.entries(existing));
  for (const { Key = '', Value = '' } of added) merged.set(Key, Value);
  if (merged.size > 50) throw new AwsError('TooManyTags', 'The maximum number of tags per resource is 50');
  return Object.fromEntries(merged);
}

/** Tags in the API's shape. */
export const tagList = (tags: Record<string, string>): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
