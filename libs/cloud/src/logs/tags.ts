import { AwsError } from '../kernel';
import { invalidParameter } from './errors';

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Adds tags to others; a key that is there gets the new value.
 * @throws AwsError TooManyTagsException beyond 50, InvalidParameterException for keys and values that AWS refuses
 */
export function mergeTags(existing: Record<string, string>, added: Record<string, string>): Record<string, string> {
  for (const [key, value] of Object.entries(added)) {
    const isKey = /^(?!aws:).{1,128}$/is.test(key) && allowed.test(key);
    if (!isKey || value.length > 256 || !allowed.test(value))
      throw invalidParameter(`The tag ${key}=${value} is invalid`);
  }
  const merged = { ...existing, ...added };
  if (Object.keys(merged).length > 50)
    throw new AwsError('TooManyTagsException', 'A resource can have 50 tags at most');
  return merged;
}
