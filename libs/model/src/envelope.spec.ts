import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import {
  type Envelope,
  envelopeSchema,
  isSignedBy,
  keyIdOf,
  publicKeyOf,
  sealStatement,
  signerOf,
  statementIn,
} from './envelope';

const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ours = generateKeyPairSync('ed25519');
const theirs = generateKeyPairSync('ed25519');
const statement = { _type: 'https://in-toto.io/Statement/v1', subject: [] };
type Pair = { publicKey: KeyObject; privateKey: KeyObject };

describe.each<[string, hash: string | undefined, ours: Pair, theirs: Pair]>([
  ['ed25519', undefined, ours, theirs],
  ['P-256', 'sha256', p256(), p256()],
])('a statement signed with %s', (_kind, hash, ours, theirs) => {
  let envelope: Envelope;
  beforeAll(async () => {
    envelope = await sealStatement(statement, signerOf(ours.privateKey));
  });

  test('says what was signed, and by whom', () => {
    expect(envelopeSchema.parse(envelope)).toEqual(envelope);
    expect(envelope.payloadType).toBe('application/vnd.in-toto+json');
    expect(statementIn(envelope)).toEqual(statement);
    expect(envelope.signatures[0]?.keyid).toBe(keyIdOf(ours.publicKey));
  });

  test('is signed as DSSE has it', () => {
    const body = JSON.stringify(statement);
    const signed = Buffer.from(`DSSEv1 28 application/vnd.in-toto+json ${body.length} ${body}`);
    const signature = Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64');
    expect(verify(hash, signed, ours.publicKey, signature)).toBe(true);
  });

  test('is believed where one of the known keys signed it, among keys of both kinds', () => {
    const others = [theirs.publicKey, p256().publicKey, generateKeyPairSync('ed25519').publicKey];
    expect(isSignedBy(envelope, [...others, ours.publicKey])).toBe(true);
    expect(isSignedBy(envelope, others)).toBe(false);
    expect(isSignedBy(envelope, [])).toBe(false);
  });

  test('is not believed where its content was changed, or another claims our key', async () => {
    const payload = Buffer.from(JSON.stringify({ ...statement, more: 1 })).toString('base64');
    expect(isSignedBy({ ...envelope, payload }, [ours.publicKey])).toBe(false);
    const foreign = await sealStatement(statement, signerOf(theirs.privateKey));
    const signatures = foreign.signatures.map(({ sig }) => ({ keyid: keyIdOf(ours.publicKey), sig }));
    expect(isSignedBy({ ...foreign, signatures }, [ours.publicKey])).toBe(false);
  });

  test.each(['AA==', 'MAYCAQACAQA=', 'MAYCAQECAQE='])('is not believed with the signature %s', (sig) => {
    expect(isSignedBy({ ...envelope, signatures: [{ sig }] }, [ours.publicKey, theirs.publicKey])).toBe(false);
  });
});

const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

describe('a public key', () => {
  const { publicKey } = p256();

  test.each<[string, string, KeyObject]>([
    ['PEM', pemOf(ours.publicKey), ours.publicKey],
    ['the base64 between its lines', pemOf(ours.publicKey).split('\n')[1] ?? '', ours.publicKey],
    ['PEM with P-256', pemOf(publicKey), publicKey],
    ['base64 with P-256', publicKey.export({ type: 'spki', format: 'der' }).toString('base64'), publicKey],
  ])('is read from %s', (_, text, key) => {
    expect(publicKeyOf(text)?.equals(key)).toBe(true);
  });

  test.each<[string, string]>([
    ['of the curve P-384', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)],
    ['of the curve secp256k1', pemOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey)],
    ['of RSA', pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)],
    ['of X25519', pemOf(generateKeyPairSync('x25519').publicKey)],
    ['of Ed448', pemOf(generateKeyPairSync('ed448').publicKey)],
    ['cut short', pemOf(ours.publicKey).split('\n')[1]?.slice(0, 20) ?? ''],
    ['empty', ''],
    ['private', ours.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ])('is none if it is %s', (_, text) => {
    expect(publicKeyOf(text)).toBeUndefined();
  });

  test('has the same name as its private half', () => {
    const der = ours.privateKey.export({ type: 'pkcs8', format: 'der' });
    const key = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
    expect(keyIdOf(key)).toBe(keyIdOf(createPublicKey(key)));
  });
});
