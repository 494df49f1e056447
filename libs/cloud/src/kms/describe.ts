import { type KeyMetadata, type KeySpec, type SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import { keySpecs } from './key-specs';
import { type KeyRecord } from './state';

/** What CreateKey and DescribeKey show of a key. */
export const describeKey = (key: KeyRecord): KeyMetadata => ({
  AWSAccountId: key.arn.split(':')[4],
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: new Date(key.createdAt),
  Enabled: key.enabled && key.goneAt === undefined,
  Description: key.description,
  KeyUsage: 'SIGN_VERIFY',
  KeyState: stateOf(key),
  DeletionDate: key.goneAt === undefined ? undefined : new Date(key.goneAt),
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: key.spec as KeyMetadata['CustomerMasterKeySpec'],
  KeySpec: key.spec as KeySpec,
  SigningAlgorithms: algorithmsOf(key),
  MultiRegion: false,
});

/** The state of a key, in AWS's words. */
export function stateOf({ enabled, goneAt }: KeyRecord): 'Enabled' | 'Disabled' | 'PendingDeletion' {
  if (goneAt !== undefined) return 'PendingDeletion';
  return enabled ? 'Enabled' : 'Disabled';
}

/** What a key signs with. */
export const algorithmsOf = ({ spec }: KeyRecord): SigningAlgorithmSpec[] =>
  (keySpecs[spec]?.algorithms ?? []) as SigningAlgorithmSpec[];
