import {
  type ListSecretsRequest,
  type ListSecretsResponse,
  type ListSecretVersionIdsRequest,
  type ListSecretVersionIdsResponse,
} from '@aws-sdk/client-secrets-manager';
import { type CallContext, type OperationTable } from '../../kernel';
import { type SecretsManagerContext } from '../context';
import { describeSecret, stagesOf } from '../describe';
import { notBuilt } from '../errors';
import { matchesAll } from '../filters';
import { secretOf, secretsIn } from '../lookup';
import { page } from '../paging';
import { type SecretRecord } from '../state';

/** Operations that list secrets and their versions. */
export const searchOperations = (secrets: SecretsManagerContext): OperationTable => ({
  ListSecrets: (input: ListSecretsRequest, context: CallContext): ListSecretsResponse => {
    const { Filters, IncludePlannedDeletion, SortOrder, SortBy } = input;
    const found = secretsIn(secrets, context)
      .filter(({ deletion }) => IncludePlannedDeletion || !deletion)
      .filter((secret) => matchesAll(secret, Filters))
      .sort(byTime(SortBy));
    if (SortOrder === 'desc') found.reverse();
    const { items, NextToken } = page(found, ({ arn }) => arn, input);
    return { SecretList: items.map(entry), NextToken };
  },

  ListSecretVersionIds: (input: ListSecretVersionIdsRequest, context: CallContext): ListSecretVersionIdsResponse => {
    const { arn, name, versions } = secretOf(secrets, context, input.SecretId);
    const shown = versions.filter(({ stages }) => input.IncludeDeprecated || stages.length > 0);
    const { items, NextToken } = page(shown, ({ id }) => id, input);
    const Versions = items.map(({ id, stages, createdAt }) => ({
      VersionId: id,
      VersionStages: stages,
      CreatedDate: new Date(createdAt),
    }));
    return { Versions, NextToken, ARN: arn, Name: name };
  },
});

function byTime(sortBy: ListSecretsRequest['SortBy'] = 'created-date') {
  switch (sortBy) {
    case 'created-date':
      return (a: SecretRecord, b: SecretRecord) => a.createdAt - b.createdAt;
    case 'last-changed-date':
      return (a: SecretRecord, b: SecretRecord) => a.changedAt - b.changedAt;
    case 'name':
      return (a: SecretRecord, b: SecretRecord) => (a.name < b.name ? -1 : 1);
    default:
      throw notBuilt(`The order ${sortBy}`);
  }
}

function entry(secret: SecretRecord) {
  const { VersionIdsToStages: _, ...shown } = describeSecret(secret);
  return { ...shown, SecretVersionsToStages: stagesOf(secret) };
}
