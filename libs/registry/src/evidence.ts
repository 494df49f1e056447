import { type Digest, documentOf, type EvidenceRecord, readRecord } from '@longshore/model';
import { type Subject } from './artifact';
import { type Repository } from './repository';
import { attachStatement, readDocuments } from './statement';

/**
 * Attaches evidence to the image that it is about, unless it is there.
 * @param subject the image's manifest
 * @returns the bytes that were sent
 */
export const attachEvidence = (
  repository: Repository,
  subject: Subject,
  record: EvidenceRecord,
  signal?: AbortSignal,
): Promise<number> => attachStatement(repository, subject, documentOf(record), signal);

/** Every evidence that is attached to an image, signed or not; what does not read as evidence is left out. */
export async function readEvidence(
  repository: Repository,
  digest: Digest,
  signal?: AbortSignal,
): Promise<EvidenceRecord[]> {
  return (await readDocuments(repository, digest, signal)).flatMap((document) => readRecord(document) ?? []);
}
