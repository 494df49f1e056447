import { formatFiles, type GeneratorCallback, type Tree } from '@nx/devkit';
import { type KmsKey, openKmsKey } from '@longshore/deploy';
import { refusal, withReadableErrors } from '../lib/refuse';
import { requireOptions } from '../lib/required';
import { addKmsKey, addSigningKey } from '../lib/signing-key';

/** Options of `nx g @longshore/nx:signing-key`. */
export interface SigningKeyOptions {
  environment: string;
  /** ARN of a key in AWS KMS, instead of a key pair that is made. */
  kms?: string;
}

/**
 * Makes a key pair for the records of images, or takes a key in AWS KMS, and has an environment accept it; its other
 * keys stay.
 */
export const signingKeyGenerator = (tree: Tree, options: SigningKeyOptions): Promise<GeneratorCallback> =>
  withReadableErrors(async () => {
    requireOptions(options, 'npx nx g @longshore/nx:signing-key staging', 'environment');
    const { environment, kms } = options;
    const file = `deploy/environments/${environment}.json`;
    if (!tree.exists(file)) {
      throw refusal(
        `there is no environment ${environment}`,
        `${file} is missing`,
        `npx nx g @longshore/nx:environment ${environment}`,
      );
    }
    const next = kms ? addKmsKey(tree, environment, await openKey(kms)) : addSigningKey(tree, environment);
    await formatFiles(tree);
    return () => void (next && process.stdout.write(`\n${next}\n`));
  });

/** Takes the ARN as `longshore sign` does, too. */
const openKey = (kms: string): Promise<KmsKey> => openKmsKey(kms.replace(/^awskms:/, ''), new AbortController().signal);

export default signingKeyGenerator;
