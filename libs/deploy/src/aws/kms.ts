import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { keyIdOf, LongshoreError, type Signer } from '@longshore/model';
import { clientOptions, type Connection } from './connection';
import { createKey, explainKms } from './explain-kms';

/** A key pair in AWS KMS: the private key never leaves it. */
export interface KmsKey extends Signer {
  /** Of the key, also if it was opened by an alias. */
  readonly arn: string;
  readonly publicKey: KeyObject;
}

const arnPattern = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(?:key|alias)\/\S+$/;

/**
 * Opens a key in AWS KMS, which must be of the spec ECC_NIST_P256; region is the ARN's, credentials are the SDK's own.
 * @param arn of the key or of an alias
 * @throws LS2105 if the key cannot be used; so does signing
 */
export async function openKmsKey(arn: string, signal: AbortSignal): Promise<KmsKey> {
  const connection = connectionOf(arn, signal);
  const { call } = connection;
  const sdk = await import('@aws-sdk/client-kms');
  const client = new sdk.KMSClient(clientOptions(connection));
  const send = { abortSignal: signal };
  const found = await call('kms:GetPublicKey', () => client.send(new sdk.GetPublicKeyCommand({ KeyId: arn }), send));
  refuseOtherKeys(arn, connection.region, found);
  const publicKey = createPublicKey({ key: Buffer.from(found.PublicKey ?? []), format: 'der', type: 'spki' });
  // An alias may be given to another key meanwhile: what signs is the key that was read.
  const KeyId = found.KeyId ?? arn;
  return {
    arn: KeyId,
    publicKey,
    keyId: keyIdOf(publicKey),
    sign: async (bytes) => {
      const command = new sdk.SignCommand({ KeyId, ...digestOf(bytes), SigningAlgorithm: 'ECDSA_SHA_256' });
      const { Signature } = await call('kms:Sign', () => client.send(command, send));
      return Buffer.from(Signature ?? []);
    },
  };
}

/**
 * A message may have 4,096 bytes, and evidence has more: the digest is sent. The signature comes in DER, as OpenSSL has
 * it. Source: "Sign", AWS KMS API reference.
 */
const digestOf = (bytes: Buffer) =>
  ({ Message: createHash('sha256').update(bytes).digest(), MessageType: 'DIGEST' }) as const;

function connectionOf(arn: string, signal: AbortSignal): Connection {
  const region = arnPattern.exec(arn)?.[1];
  if (!region) {
    throw new LongshoreError('LS2105', {
      what: 'the key that signs evidence cannot be used',
      why: `"${arn}" is not the ARN of a key: expected arn:aws:kms:REGION:ACCOUNT:key/ID`,
      fix: 'aws kms list-keys',
    });
  }
  return {
    region,
    signal,
    call: (operation, send) =>
      send().catch((error: unknown) => {
        throw explainKms(operation, error, { arn, region });
      }),
  };
}

function refuseOtherKeys(
  arn: string,
  region: string,
  { KeySpec, KeyUsage }: { KeySpec?: string; KeyUsage?: string },
): void {
  if (KeySpec === 'ECC_NIST_P256' && KeyUsage === 'SIGN_VERIFY') return;
  throw new LongshoreError('LS2105', {
    what: `the key ${arn} cannot sign evidence`,
    why: `its spec is ${KeySpec}, its usage ${KeyUsage}; expected ECC_NIST_P256 and SIGN_VERIFY`,
    fix: createKey(region),
  });
}
