import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A kind of key pair, and the algorithms that it signs with. */
export type KeySpec =
  | {
      kind: 'ec';
      curve: string;
      /** Of the group that the curve's base point makes. */ order: bigint;
      algorithms: string[];
    }
  | { kind: 'rsa'; bits: number; algorithms: string[] };

const rsaAlgorithms = ['PKCS1_V1_5', 'PSS'].flatMap((padding) =>
  [256, 384, 512].map((bits) => `RSASSA_${padding}_SHA_${bits}`),
);
const rsa = (bits: number): KeySpec => ({ kind: 'rsa', bits, algorithms: rsaAlgorithms });
const ec = (curve: string, order: string, bits: number): KeySpec => ({
  kind: 'ec',
  curve,
  order: BigInt(`0x${order}`),
  algorithms: [`ECDSA_SHA_${bits}`],
});

/** The specs of signing keys that are built. Source of the orders: SEC 2, version 2.0. */
export const keySpecs: Readonly<Record<string, KeySpec>> = {
  ECC_NIST_P256: ec('prime256v1', 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 256),
  ECC_NIST_P384: ec('secp384r1', `${'f'.repeat(48)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`, 384),
  ECC_NIST_P521: ec(
    'secp521r1',
    `1${'f'.repeat(64)}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`,
    512,
  ),
  ECC_SECG_P256K1: ec('secp256k1', 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141', 256),
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
};

/** Makes a key pair. */
export function generateKey(spec: KeySpec): KeyObject {
  return spec.kind === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: spec.curve }).privateKey
    : generateKeyPairSync('rsa', { modulusLength: spec.bits }).privateKey;
}
