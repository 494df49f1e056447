import { type ContainerDefinition } from '@aws-sdk/client-ecs';
import { AwsError, type Parameters, type SecretReference, type Secrets } from '../../kernel';
import { messageOf, TaskFailure } from './failure';

/** Where the secrets of containers are read. */
export interface SecretSources {
  parameters: Parameters;
  secrets: Secrets;
}

/**
 * Reads the secrets of a container: from Secrets Manager by ARN, from Parameter Store by name or ARN.
 * @throws TaskFailure ResourceInitializationError for one that is not there; no message holds a value
 */
export const readSecrets = ({ secrets = [] }: ContainerDefinition, sources: SecretSources): Record<string, string> =>
  Object.fromEntries(secrets.map(({ name = '', valueFrom = '' }) => [name, readSecret(valueFrom, sources)]));

function readSecret(valueFrom: string, { parameters, secrets }: SecretSources): string {
  if (/^arn:[^:]*:secretsmanager:/.test(valueFrom)) return fromSecretsManager(valueFrom, secrets);
  const value = parameters.value(valueFrom);
  if (value === undefined) throw failure(`secrets from ssm: ${retried}: invalid parameters: ${valueFrom}`);
  return value;
}

function fromSecretsManager(valueFrom: string, secrets: Secrets): string {
  const { reference, key } = parseReference(valueFrom);
  const text = fetch(reference, secrets);
  return key === '' ? text : pick(text, key);
}

/** Reads `ARN:json-key:version-stage:version-id`; what stands behind the ARN may be empty, or be left out. */
function parseReference(valueFrom: string): { reference: SecretReference; key: string } {
  const parts = valueFrom.split(':');
  const [key = '', stage = '', versionId = ''] = parts.slice(7);
  const reference = {
    arn: parts.slice(0, 7).join(':'),
    ...(stage === '' ? {} : { stage }),
    ...(versionId === '' ? {} : { versionId }),
  };
  return { reference, key };
}

function fetch(reference: SecretReference, secrets: Secrets): string {
  const failed = (why: string) =>
    failure(`secret from asm: ${retried}: failed to fetch secret ${reference.arn} from secrets manager: ${why}`);
  let text: string | undefined;
  try {
    text = secrets.value(reference);
  } catch (error) {
    throw failed(`${error instanceof AwsError ? `${error.code}: ` : ''}${messageOf(error)}`);
  }
  if (text === undefined) throw failed('the secret is binary, not text');
  return text;
}

/** Takes one key out of a secret that is a JSON object; numbers and truth values become text. */
function pick(text: string, key: string): string {
  const object = parse(text);
  if (!Object.hasOwn(object, key)) {
    throw failure(`secret from asm: ${retried}: retrieved secret from Secrets Manager did not contain json key ${key}`);
  }
  const value = object[key];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The parser's own message would quote the secret. */
function parse(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Falls through to the same refusal.
  }
  throw failure(`secret from asm: ${retried}: retrieved secret from Secrets Manager is not a JSON object`);
}

const retried = 'service call has been retried 1 time(s)';

const failure = (cause: string): TaskFailure =>
  new TaskFailure(
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ' +
      `unable to retrieve ${cause}`,
  );
