import {
  type APIErrorType,
  type BatchGetSecretValueRequest,
  type BatchGetSecretValueResponse,
  type DescribeSecretRequest,
  type DescribeSecretResponse,
  type GetSecretValueRequest,
  type GetSecretValueResponse,
} from '@aws-sdk/client-secrets-manager';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { type SecretsManagerContext } from '../context';
import { describeSecret, describeValue } from '../describe';
import { invalidParameter } from '../errors';
import { matchesAll } from '../filters';
import { secretOf, secretsIn, usableSecret, versionOf } from '../lookup';
import { page } from '../paging';

/** Operations that read secrets. */
export const readOperations = (secrets: SecretsManagerContext): OperationTable => ({
  GetSecretValue: (input: GetSecretValueRequest, context: CallContext): GetSecretValueResponse => {
    const secret = usableSecret(secrets, context, input.SecretId);
    return describeValue(secret, versionOf(secret, input));
  },

  DescribeSecret: ({ SecretId }: DescribeSecretRequest, context: CallContext): DescribeSecretResponse =>
    describeSecret(secretOf(secrets, context, SecretId)),

  BatchGetSecretValue: (input: BatchGetSecretValueRequest, context: CallContext): BatchGetSecretValueResponse => {
    const { ids, NextToken } = batch(secrets, input, context);
    const SecretValues: GetSecretValueResponse[] = [];
    const Errors: APIErrorType[] = [];
    for (const id of ids) {
      try {
        const secret = usableSecret(secrets, context, id);
        SecretValues.push(describeValue(secret, versionOf(secret, {})));
      } catch (error) {
        Errors.push(describeError(id, error));
      }
    }
    return { SecretValues, Errors, NextToken };
  },
});

function batch(secrets: SecretsManagerContext, input: BatchGetSecretValueRequest, context: CallContext) {
  const { SecretIdList: ids, Filters } = input;
  if ((ids === undefined) === (Filters === undefined)) {
    throw invalidParameter('You must include Filters or SecretIdList, but not both.');
  }
  if (ids) return { ids, NextToken: undefined };
  const found = secretsIn(secrets, context).filter((secret) => !secret.deletion && matchesAll(secret, Filters));
  const { items, NextToken } = page(found, ({ arn }) => arn, input, 20);
  return { ids: items.map(({ arn }) => arn), NextToken };
}

function describeError(SecretId: string, error: unknown): APIErrorType {
  if (!(error instanceof AwsError)) throw error;
  return { SecretId, ErrorCode: error.code, Message: error.message };
}
