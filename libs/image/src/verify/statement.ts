import { type Evidence, evidencePredicateType, type TestCounts } from '@longshore/model';
import { hexOf } from '../hash';
import { type BuiltImage } from '../image';

/** What a verification found out. */
export interface Verification {
  testsKey: string;
  unit: TestCounts;
  container: TestCounts;
  runtime: 'docker' | 'process';
  /** The commit that is checked out, where there is one. */
  commit?: string;
  finishedAt: Date;
  host: string;
}

/** The in-toto statement that the tests passed for an image. */
export const evidenceOf = (
  { service, digest, inputKey }: BuiltImage,
  { finishedAt, ...found }: Verification,
): Evidence => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: service, digest: { sha256: hexOf(digest) } }],
  predicateType: evidencePredicateType,
  predicate: { service, inputKey, ...found, finishedAt: finishedAt.toISOString() },
});
