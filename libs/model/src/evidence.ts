import { z } from 'zod';
import { type Envelope, envelopeSchema, statementIn } from './envelope';

/** How many tests ran, and how they ended. */
export type TestCounts = z.infer<typeof countsSchema>;

const countsSchema = z.strictObject({
  passed: z.number().int().min(0),
  failed: z.number().int().min(0),
  skipped: z.number().int().min(0),
});

/** What the in-toto statement of Longshore says about its subject. */
export const evidencePredicateType = 'https://longshore.dev/evidence/v1';

/** The record that unit and container tests passed for one image digest. */
export const evidenceSchema = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z
    .array(z.object({ name: z.string(), digest: z.object({ sha256: z.string().regex(/^[a-f0-9]{64}$/) }) }))
    .length(1),
  predicateType: z.literal(evidencePredicateType),
  predicate: z.object({
    service: z.string(),
    inputKey: z.string(),
    testsKey: z.string().describe('Hash of the tests’ own inputs'),
    unit: countsSchema,
    container: countsSchema,
    runtime: z.enum(['docker', 'process']),
    commit: z.string().optional(),
    finishedAt: z.iso.datetime(),
    host: z.string(),
  }),
});

/** An in-toto statement: unit and container tests passed for this image. */
export type Evidence = z.infer<typeof evidenceSchema>;

/** Evidence as it travels: signed where the envelope is there. */
export interface EvidenceRecord {
  evidence: Evidence;
  envelope?: Envelope;
}

/** Reads evidence from a file or a registry, signed or not; undefined where it is none. */
export function readRecord(document: unknown): EvidenceRecord | undefined {
  const envelope = envelopeSchema.safeParse(document).data;
  const evidence = evidenceSchema.safeParse(envelope ? statementIn(envelope) : document).data;
  return evidence && { evidence, ...(envelope ? { envelope } : {}) };
}

/** What of a record is written to a file and to a registry. */
export const documentOf = ({ evidence, envelope }: EvidenceRecord): Evidence | Envelope => envelope ?? evidence;
