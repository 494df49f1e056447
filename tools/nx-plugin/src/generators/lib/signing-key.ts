import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readJson, type Tree, updateJson } from '@nx/devkit';
import { type KmsKey } from '@longshore/deploy';

/** The file of an environment's private signing key: below `.longshore`, which git ignores. */
const privateKeyFile = (environment: string): string => `.longshore/keys/${environment}.key`;

interface EnvironmentJson {
  promotesFrom?: string;
  evidence?: { signedBy?: string[]; unsigned?: 'allowed' };
}

/**
 * Has an environment accept a key. One that takes images from another environment accepts that one's keys; otherwise a
 * key pair is made, and the private key left in a file.
 * @returns what to do with the private key; undefined if none was made
 */
export function addSigningKey(tree: Tree, environment: string): string | undefined {
  const { promotesFrom } = readJson<EnvironmentJson>(tree, fileOf(environment));
  const known = promotesFrom && readJson<EnvironmentJson>(tree, fileOf(promotesFrom)).evidence?.signedBy;
  if (!known) return makeKeyPair(tree, environment);
  acceptKeys(tree, environment, known);
  return undefined;
}

function makeKeyPair(tree: Tree, environment: string): string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  acceptKeys(tree, environment, [textOf(publicKey)]);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  tree.write(privateKeyFile(environment), pem, { mode: 0o600 });
  return storingKey(environment);
}

/**
 * Has an environment accept a key in AWS KMS; no private key is made.
 * @returns what to do for the signing step
 */
export function addKmsKey(tree: Tree, environment: string, { arn, publicKey }: KmsKey): string {
  acceptKeys(tree, environment, [textOf(publicKey)]);
  return usingKms(environment, arn);
}

const textOf = (publicKey: KeyObject): string => publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

/** Keys that are there stay: more than one for a while is how a key is changed. */
function acceptKeys(tree: Tree, environment: string, keys: string[]): void {
  updateJson<EnvironmentJson>(tree, fileOf(environment), ({ evidence = {}, ...rest }) => ({
    ...rest,
    evidence: { signedBy: [...new Set([...(evidence.signedBy ?? []), ...keys])] },
  }));
}

const fileOf = (environment: string): string => `deploy/environments/${environment}.json`;

/** How to store a private key so that only the signing step of the pipeline has it. */
const storingKey = (environment: string): string => {
  const file = privateKeyFile(environment);
  return [
    `The private key is in ${file}. Store it as the secret LONGSHORE_EVIDENCE_KEY of the pipeline, then delete the file:`,
    `  gh secret set LONGSHORE_EVIDENCE_KEY < ${file} && rm ${file}`,
    'CircleCI: add it to the context longshore-signing. Only the step "longshore sign" gets it.',
  ].join('\n');
};

/** How to let the signing step of the pipeline, and nothing else, use a key in AWS KMS. */
const usingKms = (environment: string, arn: string): string => {
  const statement = { Effect: 'Allow', Action: ['kms:GetPublicKey', 'kms:Sign'], Resource: arn };
  return [
    `${environment} accepts what ${arn} signs. There is no private key to store.`,
    'Allow this to a role that only the step "longshore sign" can take (docs/sign-evidence.md):',
    `  ${JSON.stringify(statement)}`,
    'Set this variable for the step; it is no secret:',
    `  LONGSHORE_EVIDENCE_KEY=awskms:${arn}`,
  ].join('\n');
};
