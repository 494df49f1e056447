import { z } from 'zod';
import { type Digest } from './digest';
import { type Envelope, envelopeSchema, isSignedBy, publicKeyOf, statementIn } from './envelope';

/** The type of every in-toto statement, version 1. */
export const statementType = 'https://in-toto.io/Statement/v1';

/** The subject of a statement about one image. */
const subjectSchema = z
  .array(z.object({ name: z.string(), digest: z.object({ sha256: z.string().regex(/^[a-f0-9]{64}$/) }) }))
  .length(1);

/** The schema of an in-toto statement about one image. */
export const statementSchema = <Type extends string, Predicate extends z.ZodType>(
  predicateType: Type,
  predicate: Predicate,
) =>
  z.object({
    _type: z.literal(statementType),
    subject: subjectSchema,
    predicateType: z.literal(predicateType),
    predicate,
  });

/** The part of a statement that names its image. */
export type Subject = z.infer<typeof subjectSchema>;

/** The subject of a statement about an image of a service. */
export const subjectOf = (service: string, digest: Digest): Subject => [
  { name: service, digest: { sha256: digest.slice('sha256:'.length) } },
];

/** Whether a statement is about the image with a digest. */
export const isAbout = ({ subject }: { subject: Subject }, digest: Digest): boolean =>
  `sha256:${subject[0]?.digest.sha256}` === digest;

/** A statement as it travels: signed if it has an envelope. */
export interface StatementRecord<Statement extends object> {
  statement: Statement;
  envelope?: Envelope;
}

/** Reads a statement of one kind from a file or a registry, signed or not; undefined if it is something else. */
export function readRecord<Statement extends object>(
  document: unknown,
  schema: { safeParse(value: unknown): { data?: Statement } },
): StatementRecord<Statement> | undefined {
  const envelope = envelopeSchema.safeParse(document).data;
  const statement = schema.safeParse(envelope ? statementIn(envelope) : document).data;
  return statement && { statement, ...(envelope && { envelope }) };
}

/** The form in which a record is written to a file or a registry. */
export const documentOf = ({ statement, envelope }: StatementRecord<object>): object => envelope ?? statement;

/**
 * Explains why a record lacks a signature of one of the keys; undefined if it has one.
 * @param signedBy public keys as in an environment file
 */
export function doubtOfSignature(
  { envelope }: StatementRecord<object>,
  signedBy: readonly string[],
): string | undefined {
  if (!envelope) return 'it is not signed';
  if (
    isSignedBy(
      envelope,
      signedBy.flatMap((text) => publicKeyOf(text) ?? []),
    )
  )
    return undefined;
  const signers = envelope.signatures.map(({ keyid }) => keyid ?? 'an unnamed key');
  return `its signature is by ${signers.join(', ')}, which is none of the keys of the environment`;
}
