import {
  type DeleteSecretRequest,
  type DeleteSecretResponse,
  type RestoreSecretRequest,
  type RestoreSecretResponse,
} from '@aws-sdk/client-secrets-manager';
import { type CallContext, type OperationTable } from '../../kernel';
import { type SecretsManagerContext } from '../context';
import { invalidParameter } from '../errors';
import { findSecret, secretOf, usableSecret } from '../lookup';

const day = 86_400_000;

/** Operations that delete secrets and bring them back. */
export const deleteOperations = (secrets: SecretsManagerContext): OperationTable => ({
  DeleteSecret: (input: DeleteSecretRequest, context: CallContext): DeleteSecretResponse => {
    const { SecretId = '', ForceDeleteWithoutRecovery = false, RecoveryWindowInDays } = input;
    checkWindow(input);
    const now = secrets.clock.now();
    if (ForceDeleteWithoutRecovery) return deleteAtOnce(secrets, SecretId, context);
    const secret = usableSecret(secrets, context, SecretId);
    secret.deletion = { markedAt: now, goneAt: now + (RecoveryWindowInDays ?? 30) * day };
    return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(secret.deletion.goneAt) };
  },

  RestoreSecret: ({ SecretId }: RestoreSecretRequest, context: CallContext): RestoreSecretResponse => {
    const secret = secretOf(secrets, context, SecretId);
    delete secret.deletion;
    return { ARN: secret.arn, Name: secret.name };
  },
});

function checkWindow({ ForceDeleteWithoutRecovery, RecoveryWindowInDays: days }: DeleteSecretRequest): void {
  if (days === undefined) return;
  if (ForceDeleteWithoutRecovery) {
    throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  if (days < 7 || days > 30) {
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
}

/** Succeeds also where there is no such secret, as AWS does. */
function deleteAtOnce(secrets: SecretsManagerContext, id: string, context: CallContext): DeleteSecretResponse {
  const secret = findSecret(secrets, context, id);
  if (secret) delete secrets.state.secrets[secret.arn];
  return { ARN: secret?.arn, Name: secret?.name ?? id, DeletionDate: new Date(secrets.clock.now()) };
}
