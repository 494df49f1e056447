import { text } from 'node:stream/consumers';
import { type Digest, type Envelope, envelopeSchema, statementIn } from '@longshore/model';
import { attachArtifact, contentOf, type Subject } from './artifact';
import { parseJson } from './json';
import { mediaTypes } from './media-types';
import { type Repository } from './repository';

/**
 * Attaches an in-toto statement, signed or not, to the image that it is about, unless it is there.
 * @param subject the image's manifest
 * @returns the bytes that were sent
 */
export const attachStatement = (
  repository: Repository,
  subject: Subject,
  statement: object,
  signal?: AbortSignal,
): Promise<number> => {
  const content = Buffer.from(JSON.stringify(statement));
  const mediaType = envelopeSchema.safeParse(statement).success ? mediaTypes.dsse : mediaTypes.inToto;
  return attachArtifact(repository, subject, { artifactType: mediaTypes.inToto, mediaType, content }, signal);
};

/** Every statement that is attached to an image, signed or not, as it was attached. */
export async function readDocuments(repository: Repository, digest: Digest, signal?: AbortSignal): Promise<unknown[]> {
  const artifacts = await repository.referrers(digest, mediaTypes.inToto, signal);
  return Promise.all(artifacts.map((artifact) => readDocument(repository, artifact.digest, signal)));
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
  const found = await readDocuments(repository, digest, signal);
  return found.flatMap((document) => {
    const { success, data } = schema.safeParse(unsealed(document));
    return success ? [data] : [];
  });
}

const unsealed = (document: unknown): unknown => {
  const envelope: Envelope | undefined = envelopeSchema.safeParse(document).data;
  return envelope ? statementIn(envelope) : document;
};

async function readDocument(repository: Repository, artifact: Digest, signal?: AbortSignal): Promise<unknown> {
  const digest = await contentOf(repository, artifact, signal);
  return digest && parseJson(await text(await repository.blob(digest, signal)));
}
