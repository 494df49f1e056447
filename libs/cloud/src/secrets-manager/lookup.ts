import { type CallContext } from '../kernel';
import { type SecretsManagerContext } from './context';
import { invalidRequest, notFound } from './errors';
import { type SecretRecord, type SecretVersion } from './state';

/** Where a secret is looked for. */
export type Place = Pick<CallContext, 'region' | 'account'>;

/** The secrets of an account and region by name; those whose recovery window is over are removed for good. */
export function secretsIn({ state, clock }: SecretsManagerContext, { region, account }: Place): SecretRecord[] {
  for (const { arn, deletion } of Object.values(state.secrets)) {
    if (deletion && deletion.goneAt <= clock.now()) delete state.secrets[arn];
  }
  return Object.values(state.secrets)
    .filter(({ arn }) => arn.startsWith(`arn:aws:secretsmanager:${region}:${account}:`))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A secret by name, by ARN, or by an ARN without the six characters at its end. */
export const findSecret = (context: SecretsManagerContext, place: Place, id: string): SecretRecord | undefined => {
  const secrets = secretsIn(context, place);
  return (
    secrets.find(({ arn, name }) => arn === id || name === id) ?? secrets.find(({ arn }) => arn.slice(0, -7) === id)
  );
};

/**
 * As `findSecret`, whether it is marked for deletion or not.
 * @throws AwsError ResourceNotFoundException
 */
export function secretOf(context: SecretsManagerContext, place: Place, id = ''): SecretRecord {
  const secret = findSecret(context, place, id);
  if (!secret) throw notFound();
  return secret;
}

/**
 * As `findSecret`, where it is not marked for deletion.
 * @throws AwsError ResourceNotFoundException, InvalidRequestException
 */
export function usableSecret(context: SecretsManagerContext, place: Place, id = ''): SecretRecord {
  const secret = secretOf(context, place, id);
  if (!secret.deletion) return secret;
  throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
}

/** Which version of a secret is meant: the current one where neither is given. */
export interface VersionChoice {
  VersionId?: string;
  VersionStage?: string;
}

/**
 * The version that a request means.
 * @throws AwsError ResourceNotFoundException, InvalidRequestException where id and label name two versions
 */
export function versionOf({ versions }: SecretRecord, { VersionId, VersionStage }: VersionChoice): SecretVersion {
  const stage = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
  const byId = versions.find(({ id }) => id === VersionId);
  const byStage = versions.find(({ stages }) => stage !== undefined && stages.includes(stage));
  if (VersionId !== undefined && !byId) throw notFound(`secret value for VersionId: ${VersionId}`);
  if (stage !== undefined && !byStage) throw notFound(`secret value for staging label: ${stage}`);
  if (byId && byStage && byId !== byStage) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  }
  const version = byId ?? byStage;
  if (!version) throw notFound();
  return version;
}
