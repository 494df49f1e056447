import { type Digest, type Evidence, evidenceSchema } from '@longshore/model';
import { type Descriptor, type Repository } from './repository';
import { attachStatement, readStatements } from './statement';

/**
 * Attaches evidence to the image that it is about, unless it is there.
 * @param subject the image's manifest
 * @returns the bytes that were sent
 */
export const attachEvidence = (
  repository: Repository,
  subject: Descriptor,
  evidence: Evidence,
  signal?: AbortSignal,
): Promise<number> => attachStatement(repository, subject, evidence, signal);

/** Every evidence that is attached to an image; what does not read as evidence is left out. */
export const readEvidence = (repository: Repository, digest: Digest, signal?: AbortSignal): Promise<Evidence[]> =>
  readStatements(repository, digest, evidenceSchema, signal);
