import { type Evidence, evidencePredicateType, statementType, subjectOf } from '@longshore/model';
import { type BuiltImage } from '../image';

/** What a verification found out. */
export type Verification = Omit<Evidence['predicate'], 'service' | 'inputKey' | 'finishedAt'> & { finishedAt: Date };

/** The in-toto statement that the tests passed for an image. */
export const evidenceOf = (
  { service, digest, inputKey }: BuiltImage,
  { finishedAt, ...found }: Verification,
): Evidence => ({
  _type: statementType,
  subject: subjectOf(service, digest),
  predicateType: evidencePredicateType,
  predicate: { service, inputKey, ...found, finishedAt: finishedAt.toISOString() },
});
