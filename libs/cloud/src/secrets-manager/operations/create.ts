import { randomInt } from 'node:crypto';
import { type CreateSecretRequest, type CreateSecretResponse } from '@aws-sdk/client-secrets-manager';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { type SecretsManagerContext } from '../context';
import { alreadyExists, invalidRequest, notBuilt } from '../errors';
import { findSecret } from '../lookup';
import { type SecretRecord } from '../state';
import { mergeTags } from '../tags';
import { addVersion, bringsValue } from '../versions';

/** The operation that makes secrets. */
export const createOperations = (secrets: SecretsManagerContext): OperationTable => ({
  CreateSecret: (input: CreateSecretRequest, context: CallContext): CreateSecretResponse => {
    check(input);
    const known = findSecret(secrets, context, input.Name ?? '');
    if (known) return repeated(known, input);
    const secret = newSecret(input, context, secrets.clock.now());
    const version = bringsValue(input) ? addVersion(secret, input, secrets.clock.now()) : undefined;
    secrets.state.secrets[secret.arn] = secret;
    return { ARN: secret.arn, Name: secret.name, VersionId: version?.id };
  },
});

function check({ Name = '', AddReplicaRegions = [], ForceOverwriteReplicaSecret, Type }: CreateSecretRequest): void {
  if (AddReplicaRegions.length > 0 || ForceOverwriteReplicaSecret) throw notBuilt('Replication of secrets');
  if (Type !== undefined) throw notBuilt('A secret of a partner');
  if (/^[\w/+=.@-]{1,512}$/.test(Name)) return;
  throw new AwsError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );
}

/** The very request that made the secret may come again: an answer that was lost on the way is given anew. */
function repeated(secret: SecretRecord, input: CreateSecretRequest): CreateSecretResponse {
  if (secret.deletion) {
    throw invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  const [first] = secret.versions;
  const same =
    first?.id === input.ClientRequestToken &&
    first?.text === input.SecretString &&
    first?.binary === (input.SecretBinary && Buffer.from(input.SecretBinary).toString('base64'));
  if (first && same) return { ARN: secret.arn, Name: secret.name, VersionId: first.id };
  throw alreadyExists(`The operation failed because the secret ${secret.name} already exists.`);
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A secret that is made again after its deletion gets another ARN: who may read the old one may not read the new. */
function newSecret(input: CreateSecretRequest, { region, account }: CallContext, now: number): SecretRecord {
  const { Name: name = '', Description: description, KmsKeyId: kmsKeyId, Tags } = input;
  const suffix = Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('');
  const arn = `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`;
  return { arn, name, description, kmsKeyId, tags: mergeTags([], Tags), createdAt: now, changedAt: now, versions: [] };
}
