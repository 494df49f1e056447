import { Readable } from 'node:stream';
import { type Digest } from '@longshore/model';
import { digestOf } from './digest';
import { mediaTypes } from './media-types';
import { type BlobSource, type Descriptor, type Manifest, type Repository } from './repository';

/** The manifest that an artifact refers to. */
export type Subject = Pick<Descriptor, 'mediaType' | 'digest' | 'size'>;

/** What is attached to an image: a file of its own kind. */
export interface Artifact {
  /** By which it is found among what refers to the image. */
  artifactType: string;
  /** Of the content; the artifact's own where nothing else is said. */
  mediaType?: string;
  content: Buffer;
}

/** The empty JSON object that stands where an artifact has no config (OCI image specification 1.1). */
const emptyConfig = Buffer.from('{}');

/**
 * Attaches an artifact to an image, unless it is there; content that the repository has is not sent again.
 * @param subject the image's manifest
 * @returns the bytes that were sent
 */
export const attachArtifact = (
  repository: Repository,
  subject: Subject,
  artifact: Artifact,
  signal?: AbortSignal,
): Promise<number> => attachArtifacts(repository, subject, artifact.artifactType, [artifact], signal);

/**
 * Attaches artifacts of one type to an image, unless they are there.
 * @param subject the image's manifest
 * @returns the bytes that were sent
 */
export async function attachArtifacts(
  repository: Repository,
  subject: Subject,
  artifactType: string,
  artifacts: Omit<Artifact, 'artifactType'>[],
  signal?: AbortSignal,
): Promise<number> {
  const present = await repository.referrers(subject.digest, artifactType, signal);
  let sent = 0;
  // One after the other: a registry that keeps no referrers has them in one list, which each rewrites.
  for (const artifact of artifacts)
    sent += await attach(repository, subject, { artifactType, ...artifact }, present, signal);
  return sent;
}

async function attach(
  repository: Repository,
  subject: Subject,
  { artifactType, mediaType = artifactType, content }: Artifact,
  present: Descriptor[],
  signal?: AbortSignal,
): Promise<number> {
  const manifest = manifestOf(subject, artifactType, descriptorOf(content, mediaType));
  const digest = digestOf(manifest);
  if (present.some((each) => each.digest === digest)) return 0;
  const sent = await Promise.all([
    repository.putBlob(blobOf(emptyConfig, mediaTypes.empty), { signal }),
    repository.putBlob(blobOf(content, mediaType), { signal }),
  ]);
  await repository.putManifest(manifest, mediaTypes.manifest, digest, signal);
  return sent.reduce((sum, bytes) => sum + bytes, manifest.length);
}

/** The digest of what an artifact holds; undefined where it is gone or empty. */
export async function contentOf(
  repository: Repository,
  artifact: Digest,
  signal?: AbortSignal,
): Promise<Digest | undefined> {
  return (await repository.manifest(artifact, signal))?.manifest.layers?.[0]?.digest;
}

function manifestOf(subject: Subject, artifactType: string, content: Descriptor): Buffer {
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType,
    config: descriptorOf(emptyConfig, mediaTypes.empty),
    layers: [content],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
  };
  return Buffer.from(JSON.stringify(manifest));
}

const descriptorOf = (bytes: Buffer, mediaType: string): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
});

const blobOf = (bytes: Buffer, mediaType: string): BlobSource => ({
  ...descriptorOf(bytes, mediaType),
  open: () => Readable.from([bytes]),
});
