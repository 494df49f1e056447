import {
  type PutSecretValueRequest,
  type PutSecretValueResponse,
  type UpdateSecretRequest,
  type UpdateSecretResponse,
  type UpdateSecretVersionStageRequest,
  type UpdateSecretVersionStageResponse,
} from '@aws-sdk/client-secrets-manager';
import { type CallContext, type OperationTable } from '../../kernel';
import { type SecretsManagerContext } from '../context';
import { invalidParameter, notFound } from '../errors';
import { usableSecret } from '../lookup';
import { type SecretRecord, type SecretVersion } from '../state';
import { addVersion, bringsValue, current, moveStage, removeStage } from '../versions';

/** Operations that change what a secret holds. */
export const updateOperations = (secrets: SecretsManagerContext): OperationTable => ({
  PutSecretValue: (input: PutSecretValueRequest, context: CallContext): PutSecretValueResponse => {
    const secret = usableSecret(secrets, context, input.SecretId);
    const version = addVersion(secret, input, secrets.clock.now(), input.VersionStages);
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
  },

  UpdateSecret: (input: UpdateSecretRequest, context: CallContext): UpdateSecretResponse => {
    const secret = usableSecret(secrets, context, input.SecretId);
    const version = bringsValue(input) ? addVersion(secret, input, secrets.clock.now()) : undefined;
    secret.description = input.Description ?? secret.description;
    secret.kmsKeyId = input.KmsKeyId ?? secret.kmsKeyId;
    secret.changedAt = secrets.clock.now();
    return { ARN: secret.arn, Name: secret.name, VersionId: version?.id };
  },

  UpdateSecretVersionStage: (
    input: UpdateSecretVersionStageRequest,
    context: CallContext,
  ): UpdateSecretVersionStageResponse => {
    const secret = usableSecret(secrets, context, input.SecretId);
    restage(secret, input);
    secret.changedAt = secrets.clock.now();
    return { ARN: secret.arn, Name: secret.name };
  },
});

/** A label is only taken from the version that the caller knows to have it. */
function restage(secret: SecretRecord, input: UpdateSecretVersionStageRequest): void {
  const { VersionStage: stage = '', MoveToVersionId, RemoveFromVersionId } = input;
  const to = MoveToVersionId === undefined ? undefined : known(secret, MoveToVersionId);
  const from = RemoveFromVersionId === undefined ? undefined : known(secret, RemoveFromVersionId);
  const holder = secret.versions.find(({ stages }) => stages.includes(stage));
  if (holder && to && holder !== to && !from) {
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ` +
        `${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (from && from !== holder) {
    throw invalidParameter(`Staging label ${stage} is not currently attached to version ${from.id}.`);
  }
  if (to) moveStage(secret, stage, to);
  else if (stage === current) throw invalidParameter(`You can't remove the staging label ${current}, only move it.`);
  else if (from) removeStage(from, stage);
}

function known({ versions }: SecretRecord, versionId: string): SecretVersion {
  const version = versions.find(({ id }) => id === versionId);
  if (!version) throw notFound(`secret version: ${versionId}.`);
  return version;
}
