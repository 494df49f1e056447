import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { doubtOfSignature, type Evidence, evidenceSchema, readRecord, sealStatement, signerOf } from '@longshore/model';
import { buildImage } from '../build/build-image';
import { type BuiltImage } from '../image';
import { noteOwnRun } from '../records/own-runs';
import { evidenceFor, provenanceFor, writeRecord } from '../records/record-files';
import { passed } from '../testing/records';
import { FixtureWorkspace } from '../testing/workspace';
import { testsClaim } from '../tests/tests-key';
import { signRecords } from './sign-records';

describe('signRecords', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signers = [publicKey.export({ type: 'spki', format: 'pem' }).toString()];
  const run = 'run-1';
  const first = new FixtureWorkspace();
  let workspace: FixtureWorkspace;
  let image: BuiltImage;

  beforeAll(() => buildImage(first.hello));
  afterAll(() => first.remove());
  beforeEach(async () => {
    workspace = new FixtureWorkspace();
    workspace.takeCacheOf(first);
    image = await buildImage(workspace.hello, undefined, { run });
  });
  afterEach(() => workspace.remove());

  const evidence = (change: Partial<Evidence['predicate']> = {}): Evidence => {
    const { predicate } = passed(workspace, image);
    const projects = predicate.projects.map((project) => ({ ...project, run }));
    return passed(workspace, image, { projects, run, ...change });
  };
  const verified = (change?: Partial<Evidence['predicate']>) =>
    writeRecord(workspace.hello, 'evidence', { statement: evidence(change) });
  const sign = () => signRecords(workspace.hello, signerOf(privateKey));
  const claim = () => ({
    service: 'hello',
    digest: image.digest,
    inputKey: image.inputKey,
    ...testsClaim(workspace.hello),
  });

  it('signs what was built, tested and verified in this checkout; push takes the signed records', async () => {
    await verified();
    expect(await sign()).toBe('signed');
    for (const record of [await evidenceFor(workspace.hello, claim()), await provenanceFor(workspace.hello, image)]) {
      expect(doubtOfSignature(record, signers)).toBeUndefined();
    }
  });

  it('is not undone if Nx restores the unsigned evidence from its cache', async () => {
    await verified();
    await sign();
    await verified();
    expect(doubtOfSignature(await evidenceFor(workspace.hello, claim()), signers)).toBeUndefined();
  });

  it('leaves records alone that an environment before has signed', async () => {
    const other = signerOf(generateKeyPairSync('ed25519').privateKey);
    const { statement } = await provenanceFor(workspace.hello, image);
    await writeRecord(workspace.hello, 'provenance', { statement, envelope: await sealStatement(statement, other) });
    await writeRecord(workspace.hello, 'evidence', {
      statement: evidence({ run: 'elsewhere' }),
      envelope: await sealStatement(evidence({ run: 'elsewhere' }), other),
    });
    expect(await sign()).toBe('signed before');
  });

  it('signs nothing of a service that was not verified here', async () => {
    workspace.delete('dist');
    expect(await sign()).toBe('none');
  });

  describe('refuses', () => {
    const refusal = async (why: RegExp) => {
      await expect(sign()).rejects.toMatchObject({ code: 'LS2108', why: expect.stringMatching(why) });
      expect(() => readFileSync(join(workspace.folder, 'dist/signed/evidence/hello.json'))).toThrow(/ENOENT/);
    };

    it.each<[string, () => Partial<Evidence['predicate']>, RegExp]>([
      ['a verification that a cache brought', () => ({ run: 'run-0' }), /not made in this checkout: verification$/],
      ['a verification of no run', () => ({ run: undefined }), /verification/],
      [
        'test results of a library that a cache brought',
        () => {
          const [hello, words] = evidence().predicate.projects;
          return { projects: [hello, { ...words, run: 'run-0' }] as Evidence['predicate']['projects'] };
        },
        /not made in this checkout: unit tests of libs\/words$/,
      ],
      ['evidence of another image', () => ({ inputKey: 'other' }), /its provenance about another image/],
      ['evidence of another service', () => ({ service: 'other' }), /its provenance about another image/],
    ])('%s', async (_what, change, why) => {
      await verified(change());
      await refusal(why);
    });

    it('an image that a cache brought', async () => {
      await verified();
      workspace.delete('.longshore/own-runs');
      noteOwnRun(workspace.folder, 'run-2');
      await refusal(/verification, image$/);
    });

    it('an image that was not verified', async () => {
      await refusal(/evidence\/hello\.json is missing/);
    });
  });

  it('runs no code of the workspace: what evidence says is signed as it is', async () => {
    await verified({ host: 'ci' });
    await sign();
    const signed = readFileSync(join(workspace.folder, 'dist/signed/evidence/hello.json'), 'utf8');
    expect(readRecord(JSON.parse(signed), evidenceSchema)?.statement).toEqual(evidence({ host: 'ci' }));
  });
});
