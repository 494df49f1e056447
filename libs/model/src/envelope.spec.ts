import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { envelopeSchema, isSignedBy, keyIdOf, publicKeyOf, sealStatement, statementIn } from './envelope';

const ours = generateKeyPairSync('ed25519');
const theirs = generateKeyPairSync('ed25519');
const statement = { _type: 'https://in-toto.io/Statement/v1', subject: [] };

describe('a signed statement', () => {
  const envelope = sealStatement(statement, ours.privateKey);

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
    expect(verify(undefined, signed, ours.publicKey, signature)).toBe(true);
  });

  test('is believed where one of the known keys signed it', () => {
    expect(isSignedBy(envelope, [theirs.publicKey, ours.publicKey])).toBe(true);
    expect(isSignedBy(envelope, [theirs.publicKey])).toBe(false);
    expect(isSignedBy(envelope, [])).toBe(false);
  });

  test('is not believed where its content was changed, or another claims our key', () => {
    const payload = Buffer.from(JSON.stringify({ ...statement, more: 1 })).toString('base64');
    expect(isSignedBy({ ...envelope, payload }, [ours.publicKey])).toBe(false);
    const foreign = sealStatement(statement, theirs.privateKey);
    const signatures = foreign.signatures.map(({ sig }) => ({ keyid: keyIdOf(ours.publicKey), sig }));
    expect(isSignedBy({ ...foreign, signatures }, [ours.publicKey])).toBe(false);
  });
});

describe('a public key', () => {
  const pem = ours.publicKey.export({ type: 'spki', format: 'pem' }).toString();

  test.each([
    ['PEM', pem],
    ['the base64 between its lines', pem.split('\n')[1] ?? ''],
  ])('is read from %s', (_, text) => {
    expect(publicKeyOf(text)?.equals(ours.publicKey)).toBe(true);
  });

  test('is none where it is of another kind, or cut short', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(publicKeyOf(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBeUndefined();
    expect(publicKeyOf(pem.split('\n')[1]?.slice(0, 20) ?? '')).toBeUndefined();
    expect(publicKeyOf('')).toBeUndefined();
    expect(publicKeyOf(ours.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toBeUndefined();
  });

  test('has the same name as its private half', () => {
    const der = ours.privateKey.export({ type: 'pkcs8', format: 'der' });
    const key = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
    expect(keyIdOf(key)).toBe(keyIdOf(createPublicKey(key)));
  });
});
