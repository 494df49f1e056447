import { type BlobStore, digestOf } from '../blobs/blob-store';
import { digestInvalid, RegistryError } from '../errors';
import { isImmutable, tagImmutable } from '../mutability';
import { findManifest, type ManifestRecord, type RepositoryRecord } from '../state';
import { parseManifest, type ParsedManifest } from './parse-manifest';

/** Bytes that a manifest may have at most, as the specification of Distribution asks for. */
export const largestManifest = 4 * 1024 * 1024;

/** A manifest to put into a repository. */
export interface ManifestPush {
  bytes: Buffer;
  contentType?: string;
  tag?: string;
  /** What its digest has to be. */
  digest?: string;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * Puts a manifest into a repository, and a tag on it.
 * @throws RegistryError MANIFEST_INVALID, DIGEST_INVALID, MANIFEST_BLOB_UNKNOWN, TAG_INVALID
 */
export async function putManifest(
  repository: RepositoryRecord,
  blobs: BlobStore,
  push: ManifestPush,
): Promise<ManifestRecord> {
  const { bytes, tag } = push;
  if (bytes.length > largestManifest) throw new RegistryError(413, 'SIZE_INVALID', 'The manifest is too large');
  const parsed = parseManifest(bytes, push.contentType);
  const digest = digestOf(bytes);
  if (push.digest !== undefined && push.digest !== digest) {
    throw digestInvalid(`The manifest has the digest ${digest}, not ${push.digest}`);
  }
  await blobs.add(bytes);
  // Nothing is awaited from here on: of two pushes of one immutable tag, one is refused.
  checkReferences(repository, parsed);
  if (tag !== undefined) checkTag(repository, tag);
  const record = (repository.manifests[digest] ??= newRecord(digest, bytes.length, parsed, push.now));
  if (repository.scanOnPush) record.scan ??= { findings: [], completedAt: push.now };
  if (tag !== undefined) moveTag(repository, record, tag);
  return record;
}

function checkReferences(repository: RepositoryRecord, { references, isIndex }: ParsedManifest): void {
  const known = isIndex ? repository.manifests : repository.blobs;
  const missing = references.filter((digest) => !(digest in known));
  if (missing.length === 0) return;
  const what = isIndex ? 'Images' : 'Layers';
  throw new RegistryError(
    400,
    'MANIFEST_BLOB_UNKNOWN',
    `${what} with digests '${JSON.stringify(missing).replaceAll('"', '')}' required for pushing image into repository ` +
      `with name '${repository.name}' in the registry with id '${repository.registryId}' do not exist`,
  );
}

function checkTag(repository: RepositoryRecord, tag: string): void {
  if (findManifest(repository, tag) && isImmutable(repository.mutability, tag)) throw tagImmutable(repository, tag);
}

function newRecord(
  digest: string,
  size: number,
  { mediaType, references, imageSize, artifactType, subject }: ParsedManifest,
  pushedAt: number,
): ManifestRecord {
  const optional = { ...(artifactType ? { artifactType } : {}), ...(subject ? { subject } : {}) };
  return { digest, mediaType, size, imageSize, pushedAt, tags: [], references, ...optional };
}

function moveTag(repository: RepositoryRecord, to: ManifestRecord, tag: string): void {
  removeTag(repository, tag);
  to.tags.push(tag);
}

/** Takes a tag off whatever it is on. */
export function removeTag(repository: RepositoryRecord, tag: string): void {
  const from = findManifest(repository, tag);
  if (from) from.tags = from.tags.filter((each) => each !== tag);
}
