import { type Tag } from '@aws-sdk/client-ecr';
import { AwsError } from '../kernel';

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Adds tags to others; a key that is there gets the new value.
 * @throws AwsError TooManyTagsException beyond 50, InvalidTagParameterException for keys and values that AWS refuses
 */
export function mergeTags(existing: Tag[], added: Tag[] = []): Tag[] {
  const merged = new Map(existing.map(({ Key = '', Value = '' }) => [Key, Value]));
  for (const { Key = '', Value = '' } of added) {
    if (!isKey(Key)) throw invalid(`The tag key '${Key}' is invalid`);
    if (Value.length > 256 || !allowed.test(Value)) throw invalid(`The tag value '${Value}' is invalid`);
    merged.set(Key, Value);
  }
  if (merged.size > 50) throw new AwsError('TooManyTagsException', 'A repository can have 50 tags at most');
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}

const isKey = (key: string): boolean =>
  key.length >= 1 && key.length <= 128 && allowed.test(key) && !key.toLowerCase().startsWith('aws:');

const invalid = (message: string): AwsError => new AwsError('InvalidTagParameterException', message);
