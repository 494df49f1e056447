import { text } from 'node:stream/consumers';
import { type Digest } from '@longshore/model';
import { attachArtifact, contentOf, type Subject } from './artifact';
import { parseJson } from './json';
import { mediaTypes } from './media-types';
import { type Repository } from './repository';

/**
 * Attaches an in-toto statement to the image that it is about, unless it is there.
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
  return attachArtifact(repository, subject, { artifactType: mediaTypes.inToto, content }, signal);
};

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

async function readStatement(repository: Repository, artifact: Digest, signal?: AbortSignal): Promise<unknown> {
  const digest = await contentOf(repository, artifact, signal);
  return digest && parseJson(await text(await repository.blob(digest, signal)));
}
