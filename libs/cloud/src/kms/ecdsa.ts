import { createECDH, type ECDH, type KeyObject } from 'node:crypto';

/** A curve by OpenSSL's name, and the order of its base point. */
export interface Curve {
  curve: string;
  order: bigint;
}

/**
 * Signs a digest (FIPS 186-5, 6.4.1). Node's crypto signs messages alone; its ECDH has the arithmetic of the curve.
 * @returns the signature in DER
 */
export function signDigest(key: KeyObject, digest: Buffer, { curve, order }: Curve): Buffer {
  for (;;) {
    const nonce = createECDH(curve);
    nonce.generateKeys();
    const r = abscissa(nonce) % order;
    const s = modulo(inverse(toInteger(nonce.getPrivateKey()), order) * (toInteger(digest) + r * secretOf(key)), order);
    if (r !== 0n && s !== 0n) return toDer(r, s);
  }
}

/**
 * Whether a signature of a digest is by a key (FIPS 186-5, 6.4.2). KMS has the private key, so the sum of the two
 * points is one multiple of the base point.
 */
export function verifyDigest(key: KeyObject, digest: Buffer, signature: Buffer, { curve, order }: Curve): boolean {
  const [r, s] = fromDer(signature) ?? [0n, 0n];
  if (r < 1n || s < 1n || r >= order || s >= order) return false;
  const multiple = modulo(inverse(s, order) * (toInteger(digest) + r * secretOf(key)), order);
  if (multiple === 0n) return false;
  const point = createECDH(curve);
  point.setPrivateKey(toBytes(multiple));
  return abscissa(point) % order === r;
}

const secretOf = (key: KeyObject): bigint => toInteger(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));

/** The x of a public key, which comes as 4, x, y. */
function abscissa(point: ECDH): bigint {
  const bytes = point.getPublicKey();
  return toInteger(bytes.subarray(1, (bytes.length + 1) / 2));
}

const modulo = (value: bigint, order: bigint): bigint => ((value % order) + order) % order;

/** By the extended Euclidean algorithm; the order is prime. */
function inverse(value: bigint, order: bigint): bigint {
  let [a, b, x, y] = [value, order, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return modulo(x, order);
}

const toInteger = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex') || '0'}`);

function toBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

/** A SEQUENCE of two INTEGERs (RFC 3279, 2.2.3). */
function toDer(r: bigint, s: bigint): Buffer {
  const body = Buffer.concat([r, s].map(integerToDer));
  const length = body.length < 128 ? [body.length] : [0x81, body.length];
  return Buffer.concat([Buffer.from([0x30, ...length]), body]);
}

/** A first bit that is set would make the number negative. */
function integerToDer(value: bigint): Buffer {
  const bytes = toBytes(value);
  const signed = (bytes[0] ?? 0) >= 128 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, signed.length]), signed]);
}

/** Only the one encoding that `toDer` gives is taken. */
function fromDer(der: Buffer): [r: bigint, s: bigint] | undefined {
  const start = der[1] === 0x81 ? 3 : 2;
  const length = der[start + 1] ?? 0;
  const r = toInteger(der.subarray(start + 2, start + 2 + length));
  const s = toInteger(der.subarray(start + 4 + length));
  return toDer(r, s).equals(der) ? [r, s] : undefined;
}
