import { LongshoreError } from '@longshore/model';
import { awsCommand } from '../aws/command-line';
import { type SecretPlace } from './change';
import { type ContainerSecret, type SecretReference } from './reference';

/** A version of a secret that was set. */
export interface PutVersion {
  version: string;
  /** The reference to it: another one than before where AWS has chosen the ARN. */
  from: string;
}

/**
 * Adds a version to a secret, wherever the reference says that it is.
 * @throws LS1022 if that is in another account or region, if the reference names one version, or if the secret is no
 *   JSON object and the reference names a key of it
 */
export async function putVersion(place: SecretPlace, secret: ContainerSecret, value: string): Promise<PutVersion> {
  const { reference, valueFrom } = secret;
  switch (reference.store) {
    case 'ssm':
      return { version: await place.aws.parameters.put(reference.name, value, 'SecureString'), from: valueFrom };
    case 'secrets-manager':
      return putSecret(place, secret, reference, value);
    case 'elsewhere':
      throw elsewhere(place, secret);
  }
}

type Reference = Extract<SecretReference, { store: 'secrets-manager' }>;

async function putSecret(
  place: SecretPlace,
  secret: ContainerSecret,
  { arn, key, stage, versionId }: Reference,
  value: string,
): Promise<PutVersion> {
  const { secrets } = place.aws;
  if (versionId !== undefined) throw pinned(place, secret, versionId);
  const before = await secrets.value(arn, { stage });
  const text = key === '' ? value : withKey(place, secret, before ?? '{}', { [key]: value });
  if (before !== undefined) return { version: await secrets.put(arn, text, stage), from: secret.valueFrom };
  const made = await secrets.create(nameIn(arn), text);
  return { version: made.version, from: key === '' ? made.arn : `${made.arn}:${key}::` };
}

/** The parser's own message would quote the secret. */
function withKey(place: SecretPlace, secret: ContainerSecret, text: string, added: Record<string, string>): string {
  const parsed = parse(text);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
    return JSON.stringify({ ...parsed, ...added });
  }
  throw cannot(place, secret, `${secret.valueFrom} names a key, and the secret is no JSON object`, {
    fix: awsCommand(place.environment.spec, `secretsmanager describe-secret --secret-id ${arnOf(secret)}`),
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** AWS ends the ARN of a secret with a hyphen and six characters of its own. */
const nameIn = (arn: string): string => (arn.split(':')[6] ?? '').replace(/-[A-Za-z0-9]{6}$/, '');

const arnOf = ({ valueFrom }: ContainerSecret): string => valueFrom.split(':').slice(0, 7).join(':');

const cannot = (
  { environment, service }: SecretPlace,
  { variable }: ContainerSecret,
  why: string,
  { fix }: { fix: string },
): LongshoreError =>
  new LongshoreError('LS1022', { what: `${variable} of ${service.name} in ${environment.name} is not set`, why, fix });

const pinned = (place: SecretPlace, secret: ContainerSecret, versionId: string): LongshoreError =>
  cannot(place, secret, `${secret.valueFrom} names version ${versionId}, which never changes`, {
    fix: `npx longshore explain ${place.service.name} -e ${place.environment.name}`,
  });

/** Typed with the credentials of the account that has it. */
function elsewhere(place: SecretPlace, secret: ContainerSecret): LongshoreError {
  const [, , service, region = '', account = '', ...rest] = secret.valueFrom.split(':');
  const name = rest.join(':').replace(/^parameter/, '');
  const words =
    service === 'ssm'
      ? `ssm put-parameter --name ${name} --type SecureString --overwrite --value "$(cat)"`
      : `secretsmanager put-secret-value --secret-id ${arnOf(secret)} --secret-string "$(cat)"`;
  return cannot(place, secret, `${secret.valueFrom} is in account ${account}, region ${region}`, {
    fix: awsCommand({ ...place.environment.spec, region }, words),
  });
}
