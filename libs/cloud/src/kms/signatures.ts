import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  sign,
  verify,
} from 'node:crypto';
import { signDigest, verifyDigest } from './ecdsa';
import { invalidRequest, invalidUsage, notBuilt } from './errors';
import { keySpecs } from './key-specs';
import { type KeyRecord } from './state';

/** What is signed: a message, or its digest. */
export interface Signed {
  Message?: Uint8Array;
  MessageType?: string;
  SigningAlgorithm?: string;
}

/**
 * Signs a message or a digest.
 * @throws AwsError InvalidKeyUsageException, ValidationException
 */
export function signWith(key: KeyRecord, input: Signed): Buffer {
  const { spec, hash, message, isDigest, algorithm } = prepare(key, input);
  const privateKey = privateKeyOf(key);
  if (spec.kind === 'ec') return signDigest(privateKey, digestOf(message, hash, isDigest), spec);
  if (!isDigest) return sign(hash, message, { key: privateKey, ...paddingOf(algorithm) });
  return privateEncrypt(privateKey, Buffer.concat([digestInfoOf(algorithm, hash), message]));
}

/**
 * Whether a key made a signature of a message or a digest.
 * @throws AwsError InvalidKeyUsageException, ValidationException
 */
export function verifyWith(key: KeyRecord, input: Signed, signature: Buffer): boolean {
  const { spec, hash, message, isDigest, algorithm } = prepare(key, input);
  const privateKey = privateKeyOf(key);
  if (spec.kind === 'ec') return verifyDigest(privateKey, digestOf(message, hash, isDigest), signature, spec);
  const publicKey = createPublicKey(privateKey);
  if (!isDigest) return verify(hash, message, { key: publicKey, ...paddingOf(algorithm) }, signature);
  return decrypted(publicKey, signature)?.equals(Buffer.concat([digestInfoOf(algorithm, hash), message])) ?? false;
}

/** The private key as Node has it. */
export const privateKeyOf = ({ privateKey }: KeyRecord): KeyObject =>
  createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });

function prepare(key: KeyRecord, { Message = Buffer.of(), MessageType = 'RAW', SigningAlgorithm = '' }: Signed) {
  const spec = keySpecs[key.spec];
  if (!spec?.algorithms.includes(SigningAlgorithm)) {
    throw invalidUsage(`Algorithm ${SigningAlgorithm} is incompatible with key spec ${key.spec}.`);
  }
  if (MessageType === 'EXTERNAL_MU') throw notBuilt('The message type EXTERNAL_MU');
  const hash = `sha${SigningAlgorithm.slice(-3)}`;
  const isDigest = MessageType === 'DIGEST';
  if (isDigest && Message.length !== createHash(hash).digest().length) {
    throw invalidRequest(`Digest is invalid length for algorithm ${SigningAlgorithm}.`);
  }
  return { spec, hash, message: Buffer.from(Message), isDigest, algorithm: SigningAlgorithm };
}

const digestOf = (message: Buffer, hash: string, isDigest: boolean): Buffer =>
  isDigest ? message : createHash(hash).update(message).digest();

const paddingOf = (algorithm: string) =>
  algorithm.startsWith('RSASSA_PSS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING };

/** The prefix of a digest in an RSA signature (RFC 8017, 9.2, note 1). */
function digestInfoOf(algorithm: string, hash: string): Buffer {
  if (algorithm.startsWith('RSASSA_PSS')) throw notBuilt(`${algorithm} of a digest`);
  const [identifier, length] = { sha256: [1, 32], sha384: [2, 48], sha512: [3, 64] }[hash] ?? [];
  if (identifier === undefined || length === undefined) throw notBuilt(algorithm);
  return Buffer.from([
    ...[0x30, 17 + length, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, identifier, 5, 0, 4, length],
  ]);
}

function decrypted(publicKey: KeyObject, signature: Buffer): Buffer | undefined {
  try {
    return publicDecrypt(publicKey, signature);
  } catch {
    return undefined;
  }
}
