import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LongshoreError, type Signer, signerOf } from '@longshore/model';

/** The variables that configure the key: itself, or the path of its file. */
const signingKeyVariables = ['LONGSHORE_EVIDENCE_KEY', 'LONGSHORE_EVIDENCE_KEY_FILE'] as const;

/** What comes before the ARN of a key in AWS KMS. */
const kmsScheme = 'awskms:';

/** Opens a key in AWS KMS by its ARN. */
export type OpenKmsKey = (arn: string) => Promise<Signer>;

/**
 * The key that evidence is signed with: a private ed25519 key as PKCS #8, PEM or the base64 between its lines, or
 * `awskms:ARN` for one in AWS KMS.
 * @throws LS2105 if none is configured, or it cannot be used; nothing of a private key is in the message
 */
export async function signingKey(environment: NodeJS.ProcessEnv, openKmsKey: OpenKmsKey): Promise<Signer> {
  const [inline, file] = signingKeyVariables;
  const text = environment[inline] || (environment[file] ? readKeyFile(environment[file]) : undefined);
  if (!text) throw unusable(`neither ${inline} nor ${file} is set`);
  if (text.startsWith(kmsScheme)) return openKmsKey(text.slice(kmsScheme.length).trim());
  const source = environment[inline] ? inline : `the file that ${file} names`;
  return signerOf(readPrivateKey(text, source));
}

function readPrivateKey(text: string, source: string): KeyObject {
  const key = parseKey(text);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw unusable(key ? `${source} has a key of the kind ${key.asymmetricKeyType}` : `${source} has no private key`);
}

function parseKey(text: string): KeyObject | undefined {
  try {
    // Some CI systems keep a variable in one line.
    if (text.includes('-----BEGIN')) return createPrivateKey(text.replaceAll('\\n', '\n'));
    return createPrivateKey({ key: Buffer.from(text, 'base64'), type: 'pkcs8', format: 'der' });
  } catch {
    return undefined;
  }
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unusable((error as Error).message);
  }
}

const unusable = (why: string): LongshoreError =>
  new LongshoreError('LS2105', {
    what: 'the key that signs evidence cannot be used',
    why,
    fix: 'npx nx g @longshore/nx:signing-key staging',
  });
