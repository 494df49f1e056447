import { type Filter } from '@aws-sdk/client-secrets-manager';
import { notBuilt } from './errors';
import { type SecretRecord } from './state';

/**
 * Whether a secret fits every filter: a filter by any of its values, each a prefix; `!` before one turns it round.
 * @throws AwsError InvalidRequestException for a filter that is not built
 */
export const matchesAll = (secret: SecretRecord, filters: Filter[] = []): boolean =>
  filters.every(({ Key, Values = [] }) => {
    const texts = textsOf(secret, Key);
    const fold = Key === 'description' ? (text: string) => text.toLowerCase() : (text: string) => text;
    return Values.some((value) => {
      const wanted = fold(value.replace(/^!/, ''));
      return texts.some((text) => fold(text).startsWith(wanted)) !== value.startsWith('!');
    });
  });

function textsOf({ name, description = '', tags }: SecretRecord, key: Filter['Key']): string[] {
  switch (key) {
    case 'name':
      return [name];
    case 'description':
      return [description];
    case 'tag-key':
      return tags.map(({ Key = '' }) => Key);
    case 'tag-value':
      return tags.map(({ Value = '' }) => Value);
    default:
      throw notBuilt(`The filter ${key}`);
  }
}
