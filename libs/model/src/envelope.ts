import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';

/** The payload type of in-toto statements. */
const payloadType = 'application/vnd.in-toto+json';

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/, 'expected base64');

/** A statement with signatures, as the Dead Simple Signing Envelope (DSSE, version 1) has it. */
export const envelopeSchema = z.object({
  payloadType: z.literal(payloadType),
  payload: base64,
  signatures: z.array(z.object({ keyid: z.string().optional(), sig: base64 })).min(1),
});

/** A signed statement. */
export type Envelope = z.infer<typeof envelopeSchema>;

/** Signs bytes with one private key, wherever that is kept. */
export interface Signer {
  /** Names its public key, as `keyIdOf` does. */
  readonly keyId: string;
  sign(bytes: Buffer): Promise<Buffer>;
}

/** Signs with a private key that this process has. */
export const signerOf = (key: KeyObject): Signer => ({
  keyId: keyIdOf(key),
  sign: (bytes) => Promise.resolve(sign(hashOf(key), bytes, key)),
});

/** Signs a statement. */
export async function sealStatement(statement: object, signer: Signer): Promise<Envelope> {
  const payload = Buffer.from(JSON.stringify(statement));
  const sig = (await signer.sign(preAuthEncoding(payload))).toString('base64');
  return { payloadType, payload: payload.toString('base64'), signatures: [{ keyid: signer.keyId, sig }] };
}

/** What an envelope says, whoever signed it; undefined where that is no JSON. */
export function statementIn({ payload }: Envelope): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64').toString());
  } catch {
    return undefined;
  }
}

/** Whether one of the public keys made one of the signatures; key ids are hints, and not believed. */
export function isSignedBy({ payload, signatures }: Envelope, keys: readonly KeyObject[]): boolean {
  const bytes = preAuthEncoding(Buffer.from(payload, 'base64'));
  return signatures.some(({ sig }) => keys.some((key) => verify(hashOf(key), bytes, key, Buffer.from(sig, 'base64'))));
}

/** Names a key, private or public: SHA-256 of the public key as SubjectPublicKeyInfo, in hexadecimal digits. */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** The public keys that `publicKeyOf` reads, for messages. */
export const acceptedKeys = 'a public key, ed25519 or EC with the curve P-256: PEM, or the base64 between its lines';

/**
 * Reads a public key, ed25519 or P-256: PEM, or the base64 between its lines (SubjectPublicKeyInfo).
 * @returns undefined if it is another kind of key, or none
 */
export function publicKeyOf(text: string): KeyObject | undefined {
  // Node would take the public half of a private key; one in a file that is committed had better be noticed.
  if (text.includes('PRIVATE KEY')) return undefined;
  try {
    const key = text.includes('-----BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), type: 'spki', format: 'der' });
    return isAccepted(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

/** OpenSSL's name of P-256 is the one of ANSI X9.62. */
const isAccepted = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyType === 'ed25519' || (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1');

/** P-256 signs a SHA-256 digest (ECDSA, its signature in DER); ed25519 has its own hash. */
const hashOf = ({ asymmetricKeyType }: KeyObject): string | undefined =>
  asymmetricKeyType === 'ec' ? 'sha256' : undefined;

/** What is signed: type and content with their lengths in bytes, so that neither can pass for the other (DSSE's PAE). */
const preAuthEncoding = (payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `), payload]);
