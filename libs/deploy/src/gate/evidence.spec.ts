import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  type Environment,
  environmentSchema,
  type Evidence,
  type EvidenceRecord,
  evidencePredicateType,
  evidenceSchema,
  keyIdOf,
  sealStatement,
} from '@longshore/model';
import { errorOf } from '../testing/error-of';
import { checkEvidence } from './evidence';

const sha256 = 'a'.repeat(64);
const claim = { service: 'rooms', digest: `sha256:${sha256}`, testsKey: 'tests-1' } as const;

const environment = (embedded: boolean, more: object = {}): Environment => ({
  name: embedded ? 'local' : 'staging',
  spec: environmentSchema.parse({ account: '123456789012', region: 'eu-central-1', embedded, ...more }),
});

const evidence = (predicate: Partial<Evidence['predicate']> = {}, subject = sha256): EvidenceRecord => ({
  evidence: statement(predicate, subject),
});

const statement = (predicate: Partial<Evidence['predicate']> = {}, subject = sha256): Evidence =>
  evidenceSchema.parse({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'rooms', digest: { sha256: subject } }],
    predicateType: evidencePredicateType,
    predicate: {
      service: 'rooms',
      inputKey: 'input',
      testsKey: 'tests-1',
      unit: { passed: 3, failed: 0, skipped: 0 },
      container: { passed: 2, failed: 0, skipped: 1 },
      runtime: 'process',
      finishedAt: '2026-01-01T00:00:00Z',
      host: 'here',
      ...predicate,
    },
  });

test('one fitting record among others is enough', () => {
  const records = [evidence({ testsKey: 'tests-0' }), evidence()];
  expect(() => checkEvidence(claim, records, environment(true))).not.toThrow();
});

test.each([
  ['no record at all', [], /no evidence/],
  ['another image', [evidence({}, 'b'.repeat(64))], /another image/],
  ['another service', [evidence({ service: 'users' })], /the service users/],
  ['tests that have changed since', [evidence({ testsKey: 'tests-0' })], /other tests/],
  ['a failed unit test', [evidence({ unit: { passed: 3, failed: 1, skipped: 0 } })], /1 test failed/],
  ['failed container tests', [evidence({ container: { passed: 0, failed: 2, skipped: 0 } })], /2 tests failed/],
])('%s is refused', (_what, records, why) => {
  const error = errorOf(() => checkEvidence(claim, records, environment(true)));
  expect(error.code).toBe('LS3101');
  expect(error.why).toMatch(why);
});

test('AWS takes no evidence from the process runtime', () => {
  expect(errorOf(() => checkEvidence(claim, [evidence()], environment(false))).why).toMatch(/process/);
  expect(() => checkEvidence(claim, [evidence({ runtime: 'docker' })], environment(false))).not.toThrow();
});

describe('where the environment names keys', () => {
  const ours = generateKeyPairSync('ed25519');
  const theirs = generateKeyPairSync('ed25519');
  const base64 = ours.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const strict = environment(true, { evidence: { signedBy: [base64] } });
  const signed = (key: KeyObject): EvidenceRecord => ({ ...evidence(), envelope: sealStatement(statement(), key) });

  test('evidence that one of them signed is taken', () => {
    expect(() => checkEvidence(claim, [evidence(), signed(ours.privateKey)], strict)).not.toThrow();
  });

  test.each([
    ['nobody', evidence(), /nobody signed/],
    ['another key', signed(theirs.privateKey), new RegExp(`signature of ${keyIdOf(theirs.publicKey)}`)],
  ])('evidence that %s signed is refused', (_who, record, why) => {
    const error = errorOf(() => checkEvidence(claim, [record], strict));
    expect(error).toMatchObject({ code: 'LS3101', why: expect.stringMatching(why) });
  });
});
