import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Digest } from '@longshore/model';
import { digestOf } from './digest';
import { parseJson } from './json';
import { mediaTypes } from './media-types';
import { type BlobSource, type Descriptor, type Manifest, type Repository } from './repository';

/** The empty JSON object that stands where an artifact has no config (OCI image specification 1.1). */
const emptyConfig = Buffer.from('{}');

/**
 * Attaches an in-toto statement to the image that it is about, unless it is there: an artifact with the statement as
 * its layer.
 * @param subject the image's manifest
 * @returns the bytes that were sent
 */
export async function attachStatement(
  repository: Repository,
  subject: Pick<Descriptor, 'mediaType' | 'digest' | 'size'>,
  content: object,
  signal?: AbortSignal,
): Promise<number> {
  const statement = Buffer.from(JSON.stringify(content));
  const manifest = manifestOf(subject, statement);
  const digest = digestOf(manifest);
  const present = await repository.referrers(subject.digest, mediaTypes.inToto, signal);
  if (present.some((each) => each.digest === digest)) return 0;
  const sent = await Promise.all([
    repository.putBlob(blobOf(emptyConfig, mediaTypes.empty), { signal }),
    repository.putBlob(blobOf(statement, mediaTypes.inToto), { signal }),
  ]);
  await repository.putManifest(manifest, mediaTypes.manifest, digest, signal);
  return sent.reduce((sum, bytes) => sum + bytes, manifest.length);
}

/** Tells statements of one kind: a schema of the model. */
interface Schema<Statement> {
  safeParse(value: unknown): { success: true; data: Statement } | { success: false; data?: undefined };
}

/** Every statement of one kind that is attached to an image; what does not read as one is left out. */
export async function readStatements<Statement>(
  repository: Repository,
  digest: Digest,
  schema: Schema<Statement>,
  signal?: AbortSignal,
): Promise<Statement[]> {
  const artifacts = await repository.referrers(digest, mediaTypes.inToto, signal);
  const found = await Promise.all(artifacts.map((artifact) => readStatement(repository, artifact.digest, signal)));
  return found.flatMap((statement) => {
    const { success, data } = schema.safeParse(statement);
    return success ? [data] : [];
  });
}

function manifestOf(subject: Pick<Descriptor, 'mediaType' | 'digest' | 'size'>, statement: Buffer): Buffer {
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType: mediaTypes.inToto,
    config: descriptorOf(emptyConfig, mediaTypes.empty),
    layers: [descriptorOf(statement, mediaTypes.inToto)],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
  };
  return Buffer.from(JSON.stringify(manifest));
}

async function readStatement(repository: Repository, artifact: Digest, signal?: AbortSignal): Promise<unknown> {
  const [layer] = (await repository.manifest(artifact, signal))?.manifest.layers ?? [];
  if (!layer) return undefined;
  return parseJson(await text(await repository.blob(layer.digest, signal)));
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
