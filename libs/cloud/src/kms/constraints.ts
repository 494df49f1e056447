import { type Constraint, type Constraints, oneOf } from '../kernel';

/** The members of requests that take one of a list of values, with the list's name: what the SDK's types say. */
const enums = {
  'CreateKeyRequest.CustomerMasterKeySpec': 'CustomerMasterKeySpec',
  'CreateKeyRequest.KeySpec': 'KeySpec',
  'CreateKeyRequest.KeyUsage': 'KeyUsageType',
  'CreateKeyRequest.Origin': 'OriginType',
  'SignRequest.MessageType': 'MessageType',
  'SignRequest.SigningAlgorithm': 'SigningAlgorithmSpec',
  'VerifyRequest.MessageType': 'MessageType',
  'VerifyRequest.SigningAlgorithm': 'SigningAlgorithmSpec',
};

const keyId = { length: [1, 2048] } as const;
const message = { length: [1, 4096], secret: true } as const;
const alias = { length: [1, 256], pattern: '[a-zA-Z0-9:/_-]+' } as const;
const page = { Limit: { range: [1, 1000] }, Marker: { length: [1, 1024] } } as const;

/** Every operation on one key names it. */
const keyIds = (...requests: string[]): Record<string, Constraint> =>
  Object.fromEntries(requests.map((request) => [`${request}Request.KeyId`, keyId]));

/** What KMS asks of values beyond their types, before an operation sees them. Source: the API reference. */
export const kmsConstraints: Constraints = {
  code: () => 'ValidationException',
  members: {
    ...oneOf(enums),
    ...keyIds('CancelKeyDeletion', 'DescribeKey', 'DisableKey', 'EnableKey', 'GetPublicKey', 'ListAliases'),
    ...keyIds('ScheduleKeyDeletion', 'Sign', 'Verify'),
    'CreateAliasRequest.AliasName': alias,
    'CreateAliasRequest.TargetKeyId': keyId,
    'CreateKeyRequest.Description': { length: [0, 8192] },
    'DeleteAliasRequest.AliasName': alias,
    'ListAliasesRequest.Limit': page.Limit,
    'ListAliasesRequest.Marker': page.Marker,
    'ListKeysRequest.Limit': page.Limit,
    'ListKeysRequest.Marker': page.Marker,
    'ScheduleKeyDeletionRequest.PendingWindowInDays': { range: [7, 30] },
    'SignRequest.Message': message,
    'VerifyRequest.Message': message,
    'VerifyRequest.Signature': { length: [1, 6144] },
  },
};
