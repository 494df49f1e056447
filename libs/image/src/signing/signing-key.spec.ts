import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyIdOf, type Signer } from '@longshore/model';
import { signingKey } from './signing-key';

describe('the key that signs evidence', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const arn = 'arn:aws:kms:eu-central-1:111111111111:key/1234';
  const noKms = () => Promise.reject(new Error('not asked for here'));
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const folder = mkdtempSync(join(tmpdir(), 'longshore-key-'));
  const file = join(folder, 'evidence.key');
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['a variable', { LONGSHORE_EVIDENCE_KEY: pem }],
    ['a variable in one line', { LONGSHORE_EVIDENCE_KEY: pem.trim().replaceAll('\n', '\\n') }],
    ['a variable with the base64 alone', { LONGSHORE_EVIDENCE_KEY: pem.split('\n')[1] }],
    ['a file', { LONGSHORE_EVIDENCE_KEY_FILE: file }],
  ])('comes from %s', async (_, environment) => {
    writeFileSync(file, pem);
    const signer = await signingKey(environment, noKms);
    expect(signer.keyId).toBe(keyIdOf(publicKey));
    const bytes = Buffer.from('a statement');
    expect(verify(undefined, bytes, publicKey, await signer.sign(bytes))).toBe(true);
  });

  it.each([
    ['a variable', { LONGSHORE_EVIDENCE_KEY: `awskms:${arn}` }],
    ['a file', { LONGSHORE_EVIDENCE_KEY_FILE: file }],
  ])('is in KMS if %s says so', async (_, environment) => {
    writeFileSync(file, `awskms:${arn}\n`);
    const opened: string[] = [];
    const inKms: Signer = { keyId: 'kms', sign: () => Promise.resolve(Buffer.of()) };
    const open = (name: string) => Promise.resolve(inKms).finally(() => opened.push(name));
    expect(await signingKey(environment, open)).toBe(inKms);
    expect(opened).toEqual([arn]);
  });

  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['that is not there', {}, /neither LONGSHORE_EVIDENCE_KEY nor/],
    ['that is empty', { LONGSHORE_EVIDENCE_KEY: '' }, /neither LONGSHORE_EVIDENCE_KEY nor/],
    ['of another kind', { LONGSHORE_EVIDENCE_KEY: p256.toString() }, /has a key of the kind ec/],
    ['that is cut short', { LONGSHORE_EVIDENCE_KEY: pem.slice(0, 60) }, /has no private key/],
    ['whose file is not there', { LONGSHORE_EVIDENCE_KEY_FILE: join(folder, 'none') }, /no such file/],
  ])('is refused without being shown, where it is one %s', async (_, environment, why) => {
    const error: unknown = await signingKey(environment, noKms).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'LS2105', why: expect.stringMatching(why) });
    expect(JSON.stringify(error)).not.toContain(pem.slice(30, 50));
  });
});
