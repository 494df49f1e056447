import { createPublicKey, randomUUID } from 'node:crypto';
import {
  type CreateKeyRequest,
  type CreateKeyResponse,
  type DescribeKeyRequest,
  type DescribeKeyResponse,
  type GetPublicKeyRequest,
  type GetPublicKeyResponse,
  type ListKeysRequest,
  type ListKeysResponse,
} from '@aws-sdk/client-kms';
import { type CallContext, type OperationTable } from '../../kernel';
import { type KmsContext } from '../context';
import { algorithmsOf, describeKey } from '../describe';
import { invalidRequest, notBuilt } from '../errors';
import { generateKey, keySpecs } from '../key-specs';
import { arnOf, currentState, keyOf, usableKey } from '../lookup';
import { page } from '../paging';
import { refuseUnbuilt } from '../unbuilt';
import { privateKeyOf } from '../signatures';
import { type KeyRecord } from '../state';

/** Operations that make keys and describe them. */
export const keyOperations = (kms: KmsContext): OperationTable => ({
  CreateKey: (input: CreateKeyRequest, context: CallContext): CreateKeyResponse => {
    const key = newKey(input, context, kms.clock.now());
    kms.state.keys[key.arn] = key;
    return { KeyMetadata: describeKey(key) };
  },

  DescribeKey: (input: DescribeKeyRequest, context: CallContext): DescribeKeyResponse => {
    refuseUnbuilt(input, ['GrantTokens']);
    return { KeyMetadata: describeKey(keyOf(kms, context, input.KeyId)) };
  },

  GetPublicKey: (input: GetPublicKeyRequest, context: CallContext): GetPublicKeyResponse => {
    refuseUnbuilt(input, ['GrantTokens']);
    const key = usableKey(kms, context, input.KeyId);
    const { KeySpec, CustomerMasterKeySpec, KeyUsage } = describeKey(key);
    return {
      KeyId: key.arn,
      PublicKey: createPublicKey(privateKeyOf(key)).export({ format: 'der', type: 'spki' }),
      CustomerMasterKeySpec,
      KeySpec,
      KeyUsage,
      SigningAlgorithms: algorithmsOf(key),
    };
  },

  ListKeys: (input: ListKeysRequest, context: CallContext): ListKeysResponse => {
    const keys = Object.values(currentState(kms).keys).filter(({ arn }) => arn.startsWith(arnOf(context, 'key/')));
    const { items, ...rest } = page(keys, ({ arn }) => arn, input);
    return { Keys: items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...rest };
  },
});

function newKey(input: CreateKeyRequest, context: CallContext, createdAt: number): KeyRecord {
  const id = randomUUID();
  const { spec, pair } = pairOf(input);
  return {
    arn: arnOf(context, `key/${id}`),
    id,
    spec,
    description: input.Description ?? '',
    enabled: true,
    createdAt,
    privateKey: pair.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
}

function pairOf(input: CreateKeyRequest) {
  refuseUnbuilt(input, [
    'BypassPolicyLockoutSafetyCheck',
    'CustomKeyStoreId',
    'MultiRegion',
    'Policy',
    'Tags',
    'XksKeyId',
  ]);
  const { KeySpec, CustomerMasterKeySpec, KeyUsage = 'ENCRYPT_DECRYPT', Origin = 'AWS_KMS' } = input;
  if (KeySpec && CustomerMasterKeySpec) {
    throw invalidRequest('You cannot specify KeySpec and CustomerMasterKeySpec in the same request.');
  }
  if (KeyUsage !== 'SIGN_VERIFY') throw notBuilt(`The key usage ${KeyUsage}`);
  if (Origin !== 'AWS_KMS') throw notBuilt(`The origin ${Origin}`);
  const spec = KeySpec ?? CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
  if (/^(SYMMETRIC_DEFAULT|HMAC_)/.test(spec)) {
    throw invalidRequest(`KeyUsage SIGN_VERIFY is not compatible with KeySpec ${spec}`);
  }
  const known = keySpecs[spec];
  if (!known) throw notBuilt(`The key spec ${spec}`);
  return { spec, pair: generateKey(known) };
}
