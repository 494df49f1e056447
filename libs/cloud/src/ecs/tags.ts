import { type Tag } from '@aws-sdk/client-ecs';
import { lastPart } from './arn';
import { invalidParameter } from './errors';

/**
 * Adds tags to others; a key that is there gets the new value.
 * @throws AwsError InvalidParameterException beyond 50 tags or for keys and values that AWS refuses
 */
export function mergeTags(existing: Tag[], added: Tag[] = []): Tag[] {
  const merged = new Map(existing.map((tag) => [tag.key ?? '', tag.value ?? '']));
  for (const { key = '', value = '' } of added) {
    check(key, value);
    merged.set(key, value);
  }
  if (merged.size > 50) throw invalidParameter('The maximum number of tags per resource is 50.');
  return [...merged].map(([key, value]) => ({ key, value }));
}

/** The tags that ECS itself puts on tasks where `enableECSManagedTags` asks for them. */
export const managedTags = (clusterArn: string, serviceName?: string): Tag[] => [
  { key: 'aws:ecs:clusterName', value: lastPart(clusterArn) },
  ...(serviceName === undefined ? [] : [{ key: 'aws:ecs:serviceName', value: serviceName }]),
];

/** Tags without those of some keys. */
export const withoutTags = (existing: Tag[], keys: string[]): Tag[] =>
  existing.filter(({ key }) => !keys.includes(key ?? ''));

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function check(key: string, value: string): void {
  if (key.length < 1 || key.length > 128 || !allowed.test(key)) {
    throw invalidParameter(`Tag key is invalid: ${key}`);
  }
  if (key.toLowerCase().startsWith('aws:')) {
    throw invalidParameter('Tag keys that start with aws: are reserved for AWS use.');
  }
  if (value.length > 256 || !allowed.test(value)) throw invalidParameter(`Tag value is invalid: ${value}`);
}
