import { text } from 'node:stream/consumers';
import {
  type Digest,
  documentOf,
  type EvidenceRecord,
  evidenceSchema,
  type Proven,
  type ProvenanceRecord,
  provenanceSchema,
  provenSchema,
  readRecord,
  type StatementRecord,
} from '@longshore/model';
import { attachArtifacts, contentOf, type Subject } from './artifact';
import { parseJson } from './json';
import { mediaTypes } from './media-types';
import { type Repository } from './repository';

/** The records that are attached to an image, signed or not; other statements are left out. */
export interface ImageRecords {
  provenance: ProvenanceRecord[];
  evidence: EvidenceRecord[];
  /** Where the image became healthy. */
  proven: Proven[];
}

/**
 * Attaches records to the image that they are about, unless they are there.
 * @param subject the image's manifest
 * @returns the bytes that were sent
 */
export const attachRecords = (
  repository: Repository,
  subject: Subject,
  records: StatementRecord<object>[],
  signal?: AbortSignal,
): Promise<number> =>
  attachArtifacts(
    repository,
    subject,
    mediaTypes.inToto,
    records.map((record) => ({
      mediaType: record.envelope ? mediaTypes.dsse : mediaTypes.inToto,
      content: Buffer.from(JSON.stringify(documentOf(record))),
    })),
    signal,
  );

/** Reads every record that is attached to an image. */
export async function readImageRecords(
  repository: Repository,
  digest: Digest,
  signal?: AbortSignal,
): Promise<ImageRecords> {
  const artifacts = await repository.referrers(digest, mediaTypes.inToto, signal);
  const documents = await Promise.all(artifacts.map((artifact) => readDocument(repository, artifact.digest, signal)));
  return {
    provenance: documents.flatMap((document) => readRecord(document, provenanceSchema) ?? []),
    evidence: documents.flatMap((document) => readRecord(document, evidenceSchema) ?? []),
    proven: documents.flatMap((document) => readRecord(document, provenSchema)?.statement ?? []),
  };
}

/**
 * Attaches to an image the record that it became healthy.
 * @throws Error if the registry does not have the image
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
  await attachRecords(repository, subject, [{ statement: proven }], signal);
}

async function readDocument(repository: Repository, artifact: Digest, signal?: AbortSignal): Promise<unknown> {
  const digest = await contentOf(repository, artifact, signal);
  return digest && parseJson(await text(await repository.blob(digest, signal)));
}
