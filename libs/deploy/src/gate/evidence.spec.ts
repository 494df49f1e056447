import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  type Environment,
  environmentSchema,
  type Evidence,
  type EvidenceRecord,
  keyIdOf,
  type ProvenanceRecord,
  sealStatement,
  signerOf,
} from '@longshore/model';
import { evidenceFor, provenanceFor } from '@longshore/model/src/testing';
import { errorOf } from '../testing/error-of';
import { checkEvidence, checkProvenance, type ProjectClaim } from './evidence';

const digest = `sha256:${'a'.repeat(64)}` as const;
const other = `sha256:${'b'.repeat(64)}` as const;
const claim: ProjectClaim = {
  project: 'rooms',
  service: 'rooms',
  digest,
  inputKey: 'input',
  testsKey: 'tests',
  projects: ['apps/rooms', 'libs/deep'],
};
const counts = { passed: 1, failed: 0, skipped: 0 };
const projects = claim.projects.map((project) => ({ project, inputs: 'sources', tests: counts }));
const [rooms, deep] = projects as [(typeof projects)[0], (typeof projects)[0]];

const environment = (embedded: boolean, more: object = {}): Environment => ({
  name: embedded ? 'local' : 'staging',
  spec: environmentSchema.parse({ account: '123456789012', region: 'eu-central-1', embedded, ...more }),
});
const aws = (more: object = { evidence: { unsigned: 'allowed' } }) => environment(false, more);

const evidence = (predicate: Partial<Evidence['predicate']> = {}, of: typeof digest = digest): EvidenceRecord => ({
  statement: evidenceFor(of, { projects, ...predicate }),
});
const provenance = (
  build: { service?: string; inputKey?: string } = {},
  of: typeof digest = digest,
): ProvenanceRecord => ({
  statement: provenanceFor(of, build),
});

test('one fitting record among others is enough', () => {
  expect(() => checkEvidence(claim, [evidence({ testsKey: 'older' }), evidence()], environment(true))).not.toThrow();
  expect(() =>
    checkProvenance(claim, [provenance({ inputKey: 'older' }), provenance()], environment(true)),
  ).not.toThrow();
});

test.each<[string, EvidenceRecord[], RegExp]>([
  ['no record at all', [], /no evidence/],
  ['another image', [evidence({}, other)], /another image/],
  ['another service', [evidence({ service: 'users' })], /the service users/],
  ['an image of other sources', [evidence({ inputKey: 'older' })], /other sources/],
  ['tests that have changed since', [evidence({ testsKey: 'older' })], /other tests/],
  ['the service without a library in its image', [evidence({ projects: [rooms] })], /no test results of libs\/deep/],
  [
    'a failed unit test',
    [evidence({ projects: [rooms, { ...deep, tests: { ...counts, failed: 1 } }] })],
    /1 unit tests of libs\/deep failed/,
  ],
  [
    'a library all of whose tests are skipped',
    [evidence({ projects: [rooms, { ...deep, tests: { passed: 0, failed: 0, skipped: 3 } }] })],
    /none of the unit tests of libs\/deep passed/,
  ],
  ['failed container tests', [evidence({ container: { ...counts, failed: 2 } })], /2 container tests failed/],
  ['no container test', [evidence({ container: { ...counts, passed: 0 } })], /none of the container tests passed/],
])('evidence of %s is refused', (_what, records, why) => {
  const error = errorOf(() => checkEvidence(claim, records, environment(true)));
  expect(error).toMatchObject({ code: 'LS3101', why: expect.stringMatching(why) });
});

test.each<[string, ProvenanceRecord[], RegExp]>([
  ['no record at all', [], /no provenance/],
  ['another image', [provenance({}, other)], /another image/],
  ['other inputs', [provenance({ inputKey: 'older' })], /other inputs/],
  ['another service', [provenance({ service: 'users' })], /other inputs/],
])('provenance of %s is refused', (_what, records, why) => {
  const error = errorOf(() => checkProvenance(claim, records, environment(true)));
  expect(error).toMatchObject({ code: 'LS3127', why: expect.stringMatching(why) });
});

test('a library that declares to have no tests is accepted', () => {
  const untested = evidence({ projects: [rooms, { ...deep, tests: 'none' }] });
  expect(() => checkEvidence(claim, [untested], environment(true))).not.toThrow();
});

test('skipped tests are refused only if the environment says so', () => {
  const skipped = evidence({ projects: [rooms, { ...deep, tests: { ...counts, skipped: 2 } }] });
  expect(() => checkEvidence(claim, [skipped], environment(true))).not.toThrow();
  const strict = environment(true, { rules: { refuseSkipped: true } });
  expect(errorOf(() => checkEvidence(claim, [skipped], strict)).why).toMatch(
    /2 skipped: "rules.refuseSkipped" of local/,
  );
  expect(() => checkEvidence(claim, [evidence()], strict)).not.toThrow();
});

test('AWS environments accept evidence from a container engine only', () => {
  expect(errorOf(() => checkEvidence(claim, [evidence()], aws())).why).toMatch(/the runtime process/);
  expect(() => checkEvidence(claim, [evidence({ runtime: 'docker' })], aws())).not.toThrow();
});

interface Pair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

describe('signatures', () => {
  const ours = generateKeyPairSync('ed25519');
  const theirs = generateKeyPairSync('ed25519');
  const base64 = ours.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const strict = aws({ evidence: { signedBy: [base64] } });
  const signed = async <Statement extends object>({ statement }: { statement: Statement }, key: KeyObject) => ({
    statement,
    envelope: await sealStatement(statement, signerOf(key)),
  });
  const onEngine = evidence({ runtime: 'docker' });

  test('of a key that the environment names are accepted', async () => {
    const records = [onEngine, await signed(onEngine, ours.privateKey)];
    expect(() => checkEvidence(claim, records, strict)).not.toThrow();
    const built = await signed(provenance(), ours.privateKey);
    expect(() => checkProvenance(claim, [built], strict)).not.toThrow();
  });

  test('of a P-256 key beside an ed25519 key are accepted, those of another one refused', async () => {
    const [known, other] = [0, 1].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' })) as [Pair, Pair];
    const pem = known.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const both = aws({ evidence: { signedBy: [base64, pem] } });
    for (const key of [known.privateKey, ours.privateKey]) {
      const records = [await signed(onEngine, key)];
      expect(() => checkEvidence(claim, records, both)).not.toThrow();
    }
    const foreign = await signed(onEngine, other.privateKey);
    expect(errorOf(() => checkEvidence(claim, [foreign], both)).why).toMatch(new RegExp(keyIdOf(other.publicKey)));
  });

  test.each<[string, (key: KeyObject | undefined) => Promise<() => unknown>]>([
    [
      'evidence',
      async (key) => {
        const record = key ? await signed(onEngine, key) : onEngine;
        return () => checkEvidence(claim, [record], strict);
      },
    ],
    [
      'provenance',
      async (key) => {
        const record = key ? await signed(provenance(), key) : provenance();
        return () => checkProvenance(claim, [record], strict);
      },
    ],
  ])('%s without one, or with one of another key, is refused', async (_kind, check) => {
    expect(errorOf(await check(undefined)).why).toMatch(/not signed/);
    expect(errorOf(await check(theirs.privateKey)).why).toMatch(new RegExp(keyIdOf(theirs.publicKey)));
  });

  test('are asked for by every environment on AWS that does not say otherwise', async () => {
    for (const records of [[onEngine], [await signed(onEngine, ours.privateKey)]]) {
      const error = errorOf(() => checkEvidence(claim, records, aws({})));
      expect(error).toMatchObject({
        code: 'LS3101',
        why: expect.stringMatching(/"evidence.signedBy" in its file names no key/),
      });
    }
    expect(() => checkEvidence(claim, [onEngine], aws({ evidence: { unsigned: 'allowed' } }))).not.toThrow();
  });

  test('of an edited record do not fit', async () => {
    const { envelope } = await signed(onEngine, ours.privateKey);
    const payload = Buffer.from(JSON.stringify(evidence({ runtime: 'docker', host: 'elsewhere' }).statement));
    const edited = { ...onEngine, envelope: { ...envelope, payload: payload.toString('base64') } };
    expect(errorOf(() => checkEvidence(claim, [edited], strict)).why).toMatch(/none of the keys/);
  });
});
