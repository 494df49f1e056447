import { type Digest, type Proven, provenSchema } from '@longshore/model';
import { type Repository } from './repository';
import { attachStatement, readStatements } from './statement';

/**
 * Attaches to an image the record that it became healthy.
 * @throws Error where the registry does not have the image
 */
export async function attachProven(
  repository: Repository,
  digest: Digest,
  proven: Proven,
  signal?: AbortSignal,
): Promise<void> {
  const image = await repository.manifest(digest, signal);
  if (!image) throw new Error(`${repository.name} no longer has ${digest}`);
  const subject = { mediaType: image.manifest.mediaType, digest, size: image.bytes.length };
  await attachStatement(repository, subject, proven, signal);
}

/** Where an image became healthy so far. */
export const readProven = (repository: Repository, digest: Digest, signal?: AbortSignal): Promise<Proven[]> =>
  readStatements(repository, digest, provenSchema, signal);
