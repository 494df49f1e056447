import { type Tag } from '@aws-sdk/client-ssm';
import { AwsError } from '../kernel';
import { validationError } from './errors';

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Adds tags to others; a key that is there gets the new value.
 * @throws AwsError TooManyTagsError beyond 50, ValidationException for keys and values that AWS refuses
 */
export function mergeTags(existing: Tag[], added: Tag[] = []): Tag[] {
  const merged = new Map(existing.map(({ Key = '', Value = '' }) => [Key, Value]));
  for (const { Key = '', Value = '' } of added) {
    const isKey = /^(?!aws:).{1,128}$/is.test(Key) && allowed.test(Key);
    if (!isKey || Value.length > 256 || !allowed.test(Value))
      throw validationError(`The tag ${Key}=${Value} is invalid`);
    merged.set(Key, Value);
  }
  if (merged.size > 50) throw new AwsError('TooManyTagsError', 'A parameter can have 50 tags at most');
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}
