import { type Digest } from '../digest';
import { type Evidence, evidencePredicateType, evidenceSchema } from '../evidence';
import { provenanceOf, type Provenance } from '../provenance';
import { statementType, subjectOf } from '../statement';

/** Evidence for an image of the service rooms, in which one unit test and one container test passed. */
export const evidenceFor = (digest: Digest, predicate: Partial<Evidence['predicate']> = {}): Evidence => {
  const { service = 'rooms' } = predicate;
  return evidenceSchema.parse({
    _type: statementType,
    subject: subjectOf(service, digest),
    predicateType: evidencePredicateType,
    predicate: {
      service,
      inputKey: 'input',
      testsKey: 'tests',
      projects: [{ project: `apps/${service}`, inputs: 'sources', tests: { passed: 1, failed: 0, skipped: 0 } }],
      container: { passed: 1, failed: 0, skipped: 0 },
      runtime: 'process',
      finishedAt: '2026-01-01T00:00:00Z',
      host: 'here',
      ...predicate,
    },
  });
};

/** Provenance of an image of the service rooms. */
export const provenanceFor = (digest: Digest, { service = 'rooms', inputKey = 'input' } = {}): Provenance =>
  provenanceOf({
    service,
    digest,
    inputKey,
    builder: 'layers',
    base: `sha256:${'0'.repeat(64)}`,
    finishedAt: new Date('2026-01-01T00:00:00Z'),
  });
