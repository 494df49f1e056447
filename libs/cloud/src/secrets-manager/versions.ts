import { alreadyExists, invalidParameter, invalidRequest } from './errors';
import { type SecretRecord, type SecretVersion } from './state';

/** The label of the value that everyone reads, and of the one before. */
export const current = 'AWSCURRENT';
const previous = 'AWSPREVIOUS';

/** Versions that are kept although they have no label. */
const keptDeprecated = 100;

/** A value as a request brings it. */
export interface ValueRequest {
  ClientRequestToken?: string;
  SecretString?: string;
  SecretBinary?: Uint8Array;
}

/** Whether a request brings a value at all. */
export const bringsValue = ({ SecretString, SecretBinary }: ValueRequest): boolean =>
  SecretString !== undefined || SecretBinary !== undefined;

/**
 * Adds a version with labels, each taken from the version that has it; the same request again changes nothing.
 * @param now milliseconds since 1970
 * @throws AwsError ResourceExistsException where the token made another value, InvalidParameterException
 */
export function addVersion(
  secret: SecretRecord,
  request: ValueRequest,
  now: number,
  stages = [current],
): SecretVersion {
  const added = newVersion(request, now);
  const known = secret.versions.find(({ id }) => id === added.id);
  if (known && (known.text !== added.text || known.binary !== added.binary)) {
    throw alreadyExists(
      `You can't use ClientRequestToken ${added.id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  if (known) return known;
  // The first value is what everyone reads, whatever labels it was given.
  const labels = secret.versions.length === 0 ? new Set([...stages, current]) : new Set(stages);
  secret.versions.push(added);
  for (const label of labels) moveStage(secret, label, added);
  secret.changedAt = now;
  dropDeprecated(secret);
  return added;
}

/** Takes a label from the version that has it; the one that was current becomes the previous one. */
export function moveStage(secret: SecretRecord, stage: string, to: SecretVersion): void {
  const from = secret.versions.find(({ stages }) => stages.includes(stage));
  if (from === to) return;
  if (from) removeStage(from, stage);
  to.stages.push(stage);
  if (stage !== current || !from) return;
  for (const version of secret.versions) removeStage(version, previous);
  from.stages.push(previous);
}

/** Takes a label from a version. */
export function removeStage(version: SecretVersion, stage: string): void {
  version.stages = version.stages.filter((each) => each !== stage);
}

function newVersion({ ClientRequestToken: id, SecretString, SecretBinary }: ValueRequest, now: number): SecretVersion {
  if (id === undefined) {
    throw invalidRequest('You must provide a ClientRequestToken value. We recommend a UUID-type value.');
  }
  if (id.length < 32 || id.length > 64) throw invalidParameter('ClientRequestToken must be 32-64 characters long.');
  if ((SecretString === undefined) === (SecretBinary === undefined)) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  const value = SecretBinary ? { binary: Buffer.from(SecretBinary).toString('base64') } : { text: SecretString };
  return { id, ...value, stages: [], createdAt: now };
}

function dropDeprecated(secret: SecretRecord): void {
  const deprecated = secret.versions.filter(({ stages }) => stages.length === 0);
  const dropped = new Set(deprecated.slice(0, Math.max(0, deprecated.length - keptDeprecated)));
  secret.versions = secret.versions.filter((version) => !dropped.has(version));
}
