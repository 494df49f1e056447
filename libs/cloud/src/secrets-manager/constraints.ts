import { type Constraint, type Constraints, oneOf } from '../kernel';

/** The members of requests that take one of a list of values, with the list's name: what the SDK's types say. */
const enums = {
  'Filter.Key': 'FilterNameStringType',
  'ListSecretsRequest.SortBy': 'SortByType',
  'ListSecretsRequest.SortOrder': 'SortOrderType',
};

const value = { length: [1, 65_536], secret: true } as const;
const versionId = { length: [32, 64] } as const;
const stage = { length: [1, 256] } as const;
const page = { range: [1, 100] } as const;
const filters = { length: [0, 10] } as const;
const long = { length: [0, 2048] } as const;

/** Every operation on one secret names it. */
const secretIds = (...requests: string[]): Record<string, Constraint> =>
  Object.fromEntries(requests.map((request) => [`${request}Request.SecretId`, { length: [1, 2048] }]));

/** What Secrets Manager asks of values beyond their types, before an operation sees them. Source: the API reference. */
export const secretsManagerConstraints: Constraints = {
  code: () => 'ValidationException',
  members: {
    ...oneOf(enums),
    ...secretIds('DeleteSecret', 'DescribeSecret', 'GetSecretValue', 'ListSecretVersionIds', 'PutSecretValue'),
    ...secretIds('RestoreSecret', 'TagResource', 'UntagResource', 'UpdateSecret', 'UpdateSecretVersionStage'),
    'BatchGetSecretValueRequest.Filters': filters,
    'BatchGetSecretValueRequest.MaxResults': { range: [1, 20] },
    'BatchGetSecretValueRequest.SecretIdList': { length: [1, 20] },
    'CreateSecretRequest.Description': long,
    'CreateSecretRequest.KmsKeyId': long,
    'CreateSecretRequest.Name': { length: [1, 512] },
    'CreateSecretRequest.SecretBinary': value,
    'CreateSecretRequest.SecretString': value,
    'Filter.Values': { length: [1, 10] },
    'GetSecretValueRequest.VersionId': versionId,
    'GetSecretValueRequest.VersionStage': stage,
    'ListSecretVersionIdsRequest.MaxResults': page,
    'ListSecretsRequest.Filters': filters,
    'ListSecretsRequest.MaxResults': page,
    'PutSecretValueRequest.SecretBinary': value,
    'PutSecretValueRequest.SecretString': value,
    'PutSecretValueRequest.VersionStages': { length: [1, 20] },
    'Tag.Key': { length: [1, 128] },
    'Tag.Value': { length: [0, 256] },
    'UpdateSecretRequest.Description': long,
    'UpdateSecretRequest.KmsKeyId': long,
    'UpdateSecretRequest.SecretBinary': value,
    'UpdateSecretRequest.SecretString': value,
    'UpdateSecretVersionStageRequest.MoveToVersionId': versionId,
    'UpdateSecretVersionStageRequest.RemoveFromVersionId': versionId,
    'UpdateSecretVersionStageRequest.VersionStage': stage,
  },
};
