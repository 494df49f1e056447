import { generateKeyPairSync } from 'node:crypto';
import { readJson, type Tree, updateJson } from '@nx/devkit';

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
  acceptKeys(tree, environment, [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')]);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  tree.write(privateKeyFile(environment), pem, { mode: 0o600 });
  return storingKey(environment);
}

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
