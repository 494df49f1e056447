import { formatFiles, type GeneratorCallback, type Tree } from '@nx/devkit';
import { refusal, withReadableErrors } from '../lib/refuse';
import { addSigningKey } from '../lib/signing-key';

/** Options of `nx g @longshore/nx:signing-key`. */
export interface SigningKeyOptions {
  environment: string;
}

/** Makes a key pair for the records of images, and has an environment accept it; its other keys stay. */
export const signingKeyGenerator = (tree: Tree, { environment }: SigningKeyOptions): Promise<GeneratorCallback> =>
  withReadableErrors(async () => {
    const file = `deploy/environments/${environment}.json`;
    if (!tree.exists(file)) {
      throw refusal(
        `there is no environment ${environment}`,
        `${file} is missing`,
        `npx nx g @longshore/nx:environment ${environment}`,
      );
    }
    const next = addSigningKey(tree, environment);
    await formatFiles(tree);
    return () => void (next && process.stdout.write(`\n${next}\n`));
  });

export default signingKeyGenerator;
