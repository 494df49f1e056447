import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  type KeySpec,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { sign } from '@longshore/cli/src/commands/sign';
import { type Cloud, startCloud } from '@longshore/cloud';
import { openKmsKey } from '@longshore/deploy';
import { checkEvidence, checkProvenance } from '@longshore/deploy/src/gate/evidence';
import { errorOf } from '@longshore/deploy/src/testing/error-of';
import { readJson, type Tree, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { buildImage, type BuiltImage, testsClaim } from '@longshore/image';
import { writeRecord } from '@longshore/image/src/records/record-files';
import { passed } from '@longshore/image/src/testing/records';
import { FixtureWorkspace } from '@longshore/image/src/testing/workspace';
import { signingKeyGenerator } from '@longshore/nx/src/generators/signing-key/generator';
import {
  type Environment,
  environmentSchema,
  evidenceSchema,
  keyIdOf,
  provenanceSchema,
  readRecord,
} from '@longshore/model';

const account = '123456789012';
/** Another one than that of the SDK's configuration: the ARN's counts. */
const region = 'eu-west-1';
const run = 'run-1';
const variables = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'longshore-kms-'));
const workspace = new FixtureWorkspace();
const client = new KMSClient({ region });
const start = process.cwd();
let cloud: Cloud;
let image: BuiltImage;

beforeAll(async () => {
  // Each command listens for signals, as a process of its own.
  process.setMaxListeners(0);
  cloud = await startCloud({
    stateDir: join(folder, 'cloud'),
    port: 0,
    loadBalancerPort: 0,
    runtime: 'process',
    account,
    region,
    environments: [],
  });
  workspace.write('nx.json', '{}');
  image = await buildImage(workspace.hello, undefined, { run });
  const evidence = passed(workspace, image);
  const projects = evidence.predicate.projects.map((project) => ({ ...project, run }));
  // More than KMS takes for a message, as the evidence of a service with many libraries.
  const statement = passed(workspace, image, { projects, run, runtime: 'docker', host: 'ci'.repeat(4096) });
  await writeRecord(workspace.hello, 'evidence', { statement });
  process.chdir(workspace.folder);
}, 120_000);

beforeEach(async () => {
  process.env = { ...variables };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: 'e2e',
    AWS_SECRET_ACCESS_KEY: 'e2e',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  await faults([]);
  rmSync(join(workspace.folder, 'dist/signed'), { recursive: true, force: true });
});

afterAll(async () => {
  process.chdir(start);
  process.env = variables;
  client.destroy();
  await cloud.close();
  workspace.remove();
  rmSync(folder, { recursive: true, force: true });
});

const faults = (rules: object[]) =>
  fetch(`${cloud.endpoint}/_cloud/faults`, { method: 'PUT', body: JSON.stringify({ rules }) });

const createKey = async (KeySpec: KeySpec = 'ECC_NIST_P256'): Promise<string> => {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY' }));
  return KeyMetadata?.Arn ?? '';
};

const publicKeyOf = async (arn: string) => (await openKmsKey(arn, new AbortController().signal)).publicKey;

/** `LONGSHORE_EVIDENCE_KEY=awskms:ARN longshore sign`. */
const signWith = (arn: string): Promise<void> => {
  process.env['LONGSHORE_EVIDENCE_KEY'] = `awskms:${arn}`;
  return sign(['hello'], { json: true });
};

const signed = (kind: string): unknown =>
  JSON.parse(readFileSync(join(workspace.folder, `dist/signed/${kind}/hello.json`), 'utf8'));

/** Checks the signed records as a release does, in an environment that names these public keys. */
function check(signedBy: string[]): void {
  const spec = environmentSchema.parse({ account, region, evidence: { signedBy } });
  const environment: Environment = { name: 'staging', spec };
  const { digest, inputKey } = image;
  const claim = { service: 'hello', project: 'hello', digest, inputKey, ...testsClaim(workspace.hello) };
  const [evidence, provenance] = [
    readRecord(signed('evidence'), evidenceSchema),
    readRecord(signed('provenance'), provenanceSchema),
  ];
  checkEvidence(claim, evidence ? [evidence] : [], environment);
  checkProvenance(claim, provenance ? [provenance] : [], environment);
}

test('records that a key in KMS signed are accepted where its public key is named, without asking KMS', async () => {
  const arn = await createKey();
  const publicKey = await publicKeyOf(arn);
  await signWith(arn);
  // A release must not depend on KMS.
  await faults([{ service: 'kms', operation: '*', error: { code: 'KMSInternalException', status: 500, message: '' } }]);
  const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(() => check([ed25519, pem])).not.toThrow();
  expect(() => check([publicKey.export({ type: 'spki', format: 'der' }).toString('base64')])).not.toThrow();
  expect(signed('evidence')).toMatchObject({ signatures: [{ keyid: keyIdOf(publicKey) }] });
});

test('records that another key in KMS signed are refused', async () => {
  const [ours, theirs] = [await createKey(), await createKey()];
  await signWith(theirs);
  const pem = (await publicKeyOf(ours)).export({ type: 'spki', format: 'pem' }).toString();
  const theirId = keyIdOf(await publicKeyOf(theirs));
  expect(errorOf(() => check([pem]))).toMatchObject({ code: 'LS3101', why: expect.stringContaining(theirId) });
});

test('an alias signs with the key that it names', async () => {
  const arn = await createKey();
  await client.send(new CreateAliasCommand({ AliasName: 'alias/evidence', TargetKeyId: arn }));
  await signWith(arn.replace(/key\/.*/, 'alias/evidence'));
  const pem = (await publicKeyOf(arn)).export({ type: 'spki', format: 'pem' }).toString();
  expect(() => check([pem])).not.toThrow();
});

describe('nx g @longshore/nx:signing-key staging --kms ARN', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    tree.delete('.oxfmtrc.json');
    writeJson(tree, 'deploy/environments/staging.json', { account, region });
  });
  const keys = () =>
    readJson<{ evidence?: { signedBy: string[] } }>(tree, 'deploy/environments/staging.json').evidence?.signedBy;

  test.each(['', 'awskms:'])('has the environment accept the key, and makes no private one: %sARN', async (scheme) => {
    const arn = await createKey();
    const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const done = await signingKeyGenerator(tree, { environment: 'staging', kms: `${scheme}${arn}` });
    await done();
    const text = printed.mock.calls.join('');
    printed.mockRestore();
    expect(tree.exists('.longshore/keys/staging.key')).toBe(false);
    expect(text).toContain(`{"Effect":"Allow","Action":["kms:GetPublicKey","kms:Sign"],"Resource":"${arn}"}`);
    expect(text).toContain(`LONGSHORE_EVIDENCE_KEY=awskms:${arn}\n`);
    await signWith(arn);
    expect(() => check(keys() ?? [])).not.toThrow();
  });

  test('adds it to the keys that are there', async () => {
    await signingKeyGenerator(tree, { environment: 'staging' });
    const [first] = keys() ?? [];
    await signingKeyGenerator(tree, { environment: 'staging', kms: await createKey() });
    expect(keys()).toEqual([first, expect.any(String)]);
  });

  test('writes nothing if the key cannot be used', async () => {
    const kms = await createKey('ECC_NIST_P521');
    await expect(signingKeyGenerator(tree, { environment: 'staging', kms })).rejects.toThrow(
      /LS2105[^]*ECC_NIST_P521[^]*aws kms create-key/,
    );
    expect(keys()).toBeUndefined();
  });
});

describe('a key that cannot be used is refused with a command that mends', () => {
  const denied = (operation: string) =>
    faults([
      { service: 'kms', operation, error: { code: 'AccessDeniedException', status: 400, message: 'not authorized' } },
    ]);

  test.each<[string, () => Promise<string>, why: RegExp, fix: RegExp]>([
    [
      'disabled',
      async () => {
        const arn = await createKey();
        await client.send(new DisableKeyCommand({ KeyId: arn }));
        return arn;
      },
      /^kms:GetPublicKey: DisabledException: arn:.* is disabled\.$/,
      /^aws kms enable-key --key-id arn:\S+ --region eu-west-1$/,
    ],
    [
      'about to be deleted',
      async () => {
        const arn = await createKey();
        await client.send(new ScheduleKeyDeletionCommand({ KeyId: arn }));
        return arn;
      },
      /KMSInvalidStateException: .* is pending deletion/,
      /^aws kms cancel-key-deletion --key-id arn:\S+ --region eu-west-1 && aws kms enable-key /,
    ],
    [
      'not there',
      () => Promise.resolve(`arn:aws:kms:${region}:${account}:key/none`),
      /NotFoundException: Key '.*' does not exist/,
      /^aws kms list-keys --region eu-west-1$/,
    ],
    [
      'of another curve',
      () => createKey('ECC_NIST_P384'),
      /its spec is ECC_NIST_P384, its usage SIGN_VERIFY; expected ECC_NIST_P256 and SIGN_VERIFY/,
      /^aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY --region eu-west-1$/,
    ],
    ['of RSA', () => createKey('RSA_2048'), /its spec is RSA_2048/, /^aws kms create-key /],
    ['no ARN', () => Promise.resolve('alias/evidence'), /"alias\/evidence" is not the ARN of a key/, /^aws kms /],
    [
      'one whose public key the caller may not read',
      async () => {
        const arn = await createKey();
        await denied('GetPublicKey');
        return arn;
      },
      /^kms:GetPublicKey: AccessDeniedException: not authorized$/,
      /^allow kms:GetPublicKey and kms:Sign on this key to the caller: aws sts get-caller-identity$/,
    ],
    [
      'one that the caller may not sign with',
      async () => {
        const arn = await createKey();
        await denied('Sign');
        return arn;
      },
      /^kms:Sign: AccessDeniedException: not authorized$/,
      /^allow kms:GetPublicKey and kms:Sign /,
    ],
    [
      'asked for without credentials',
      async () => {
        const arn = await createKey();
        delete process.env['AWS_ACCESS_KEY_ID'];
        delete process.env['AWS_SECRET_ACCESS_KEY'];
        Object.assign(process.env, { HOME: folder });
        return arn;
      },
      /CredentialsProviderError/,
      /aws sso login/,
    ],
    [
      'asked for where nobody answers',
      async () => {
        const arn = await createKey();
        process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:9';
        return arn;
      },
      /ECONNREFUSED/,
      /AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:9$/,
    ],
  ])('%s', async (_what, prepare, why, fix) => {
    await expect(signWith(await prepare())).rejects.toMatchObject({
      code: 'LS2105',
      why: expect.stringMatching(why),
      fix: expect.stringMatching(fix),
    });
    expect(() => signed('evidence')).toThrow(/ENOENT/);
  });
});
