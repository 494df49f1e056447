import { type Environment, isLoaderVariable, LongshoreError, type SecretStatus } from '@longshore/model';
import { type Aws } from '../aws/ports';
import { checkAccount } from '../read/resources';
import { type ResolvedService } from '../resolve/resolve-service';
import { declaredSecrets, defaultPath, findSecret, wordFor } from './declared';
import { openVersions } from './read';
import { type ContainerSecret } from './reference';
import { putVersion } from './put-version';

/** Where the secrets of a service are. */
export interface SecretPlace {
  environment: Environment;
  service: ResolvedService;
  aws: Pick<Aws, 'identity' | 'parameters' | 'secrets'>;
}

/** What a change of a secret did: never its value. */
export interface SecretChange {
  service: string;
  environment: string;
  name: string;
  /** Name or ARN of what was set or removed. */
  from: string;
  /** Undefined for one that was removed. */
  version?: string;
  /** The line that a file lacks for containers to get it. */
  declare?: { file: string; path: string; value: string };
}

/** What Parameter Store takes (Standard tier) and what Secrets Manager takes, in bytes. */
const most = { ssm: 4096, 'secrets-manager': 65_536 };

/**
 * Sets a secret: what the files name by this name, otherwise the parameter that is its default.
 * @throws LS1020 for a value that the store does not take, LS1021 for a name that is none, LS1022 if it cannot be set
 *   from here, LS3102
 */
export async function setSecret(place: SecretPlace, word: string, value: string): Promise<SecretChange> {
  const { environment, service, aws } = place;
  const known = findSecret(declaredSecrets(service, environment), service, word);
  if (!known) checkVariable(word);
  const secret = known ?? undeclared(place, word);
  checkValue(place, secret, value);
  checkAccount(environment, await aws.identity.account());
  const { version, from } = await putVersion(place, secret, value);
  const change = { service: service.name, environment: environment.name, name: secret.variable, from, version };
  return known && from === secret.valueFrom ? change : { ...change, declare: declarationOf(change) };
}

/**
 * Deletes a secret that no file names, nor what is live.
 * @param live what the live revision of the service refers to
 * @throws LS1023 if one does, LS3102
 */
export async function unsetSecret(
  place: SecretPlace,
  word: string,
  live: readonly ContainerSecret[],
): Promise<SecretChange> {
  const { environment, service, aws } = place;
  const known = findSecret(declaredSecrets(service, environment), service, word);
  if (known) throw namedInFile(place, known);
  checkVariable(word);
  checkAccount(environment, await aws.identity.account());
  const { valueFrom } = undeclared(place, word);
  const used = findSecret(live, service, valueFrom);
  if (used) throw usedByLive(place, used);
  await aws.parameters.delete(valueFrom);
  return { service: service.name, environment: environment.name, name: word, from: valueFrom };
}

/** Every secret of a service: those that the files name, and those at its default path that none names. */
export async function secretsOf({ environment, service, aws }: SecretPlace): Promise<SecretStatus[]> {
  checkAccount(environment, await aws.identity.account());
  const declared = declaredSecrets(service, environment);
  const [versioned, beside] = await Promise.all([
    openVersions(aws)(declared),
    aws.parameters.describeBelow(defaultPath(environment.name, service.name)),
  ]);
  const named = new Set(declared.map(({ reference }) => reference.store === 'ssm' && reference.name));
  const others = beside.filter(({ name, type }) => type === 'SecureString' && !named.has(name));
  return [
    ...versioned.map(({ variable, container, valueFrom, presence, version, changedAt }) => ({
      name: variable,
      container,
      from: valueFrom,
      state: states[presence],
      ...(version !== undefined && { version }),
      ...(changedAt !== undefined && { changedAt }),
    })),
    ...others.map(({ name, version, changedAt }) => ({
      name: name.slice(name.lastIndexOf('/') + 1),
      container: service.name,
      from: name,
      state: 'undeclared' as const,
      version,
      ...(changedAt !== undefined && { changedAt }),
    })),
  ];
}

const states = { there: 'set', missing: 'missing', unknown: 'elsewhere' } as const;

/**
 * Checks that a name can be that of an environment variable which Longshore sets.
 * @throws LS1021
 */
export function checkVariable(name: string): void {
  const why = !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
    ? 'a name has letters, digits and _, and begins with no digit'
    : isLoaderVariable(name)
      ? 'it has other code loaded than the image holds, which verify cannot see'
      : undefined;
  if (why) {
    const fix = 'choose another name';
    throw new LongshoreError('LS1021', { what: `${name} cannot be the name of a variable`, why, fix });
  }
}

function undeclared({ environment, service }: SecretPlace, variable: string): ContainerSecret {
  const name = `${defaultPath(environment.name, service.name)}/${variable}`;
  return { container: service.name, variable, valueFrom: name, reference: { store: 'ssm', name } };
}

function checkValue({ environment, service }: SecretPlace, secret: ContainerSecret, value: string): void {
  const { store } = secret.reference;
  const limit = store === 'elsewhere' ? Infinity : most[store];
  const size = Buffer.byteLength(value);
  if (size > 0 && size <= limit) return;
  throw new LongshoreError('LS1020', {
    what: `the value of ${secret.variable} cannot be set`,
    why: size === 0 ? 'it is empty' : `it has ${size} bytes; ${storeNames[store]} takes ${limit}`,
    fix: `npx longshore secret set ${service.name} ${wordFor(secret, service.name)} -e ${environment.name}`,
  });
}

const storeNames = { ssm: 'Parameter Store', 'secrets-manager': 'Secrets Manager', elsewhere: '' };

const declarationOf = ({ service, environment, name, from }: SecretChange) => ({
  file: `deploy/environments/${environment}.json`,
  path: `services.${service}.secrets.${name}`,
  value: from,
});

const inUse = (
  { environment, service }: SecretPlace,
  { variable }: ContainerSecret,
  why: string,
  { fix }: { fix: string },
) =>
  new LongshoreError('LS1023', {
    what: `${variable} of ${service.name} in ${environment.name} is not removed: tasks could no longer start`,
    why,
    fix,
  });

const namedInFile = (place: SecretPlace, secret: ContainerSecret): LongshoreError =>
  inUse(place, secret, `a file names ${secret.valueFrom}: remove the line and deploy first`, {
    fix: `npx longshore explain ${place.service.name} -e ${place.environment.name}`,
  });

const usedByLive = (place: SecretPlace, secret: ContainerSecret): LongshoreError =>
  inUse(place, secret, `the live revision still gets ${secret.valueFrom}`, {
    fix: `npx nx run ${place.service.project}:deploy -c ${place.environment.name}`,
  });
