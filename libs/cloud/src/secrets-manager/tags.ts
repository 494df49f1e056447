import { type Tag } from '@aws-sdk/client-secrets-manager';
import { invalidParameter } from './errors';

/**
 * Adds tags to others; a key that is there gets the new value.
 * @throws AwsError InvalidParameterException beyond 50, and for keys and values that AWS refuses
 */
export function mergeTags(existing: Tag[], added: Tag[] = []): Tag[] {
  const merged = new Map(existing.map(({ Key = '', Value = '' }) => [Key, Value]));
  for (const { Key = '', Value = '' } of added) {
    if (!/^(?!aws:).{1,128}$/is.test(Key) || Value.length > 256) {
      throw invalidParameter(`The tag ${Key} is invalid.`);
    }
    merged.set(Key, Value);
  }
  if (merged.size > 50) throw invalidParameter('A secret can have 50 tags at most.');
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}
