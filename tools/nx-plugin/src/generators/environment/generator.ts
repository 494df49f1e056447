import { formatFiles, type GeneratorCallback, type Tree, writeJson } from '@nx/devkit';
import { configError, environmentSchema, readWith } from '@longshore/model';
import { checkName } from '../lib/project-name';
import { refusal, withReadableErrors } from '../lib/refuse';
import { requireOptions } from '../lib/required';
import { schemaPath } from '../lib/schemas';
import { addSigningKey } from '../lib/signing-key';

/** What `nx g @longshore/nx:environment` takes. */
export interface EnvironmentOptions {
  name: string;
  /** Nx makes a number of what looks like one on the command line. */
  account: string | number;
  region: string;
  branch?: string;
  promotesFrom?: string;
  unsigned?: boolean;
}

const example = 'npx nx g @longshore/nx:environment staging --account 111111111111 --region eu-central-1';

/**
 * Adds deploy/environments/NAME.json with a key pair that signs what is released to it. One that takes images from
 * another environment accepts their signatures.
 */
export const environmentGenerator = (tree: Tree, given: EnvironmentOptions): Promise<GeneratorCallback> =>
  withReadableErrors(async () => {
    requireOptions(given, example, 'name', 'account', 'region');
    const { name, region, unsigned = false, ...options } = given;
    const file = `deploy/environments/${name}.json`;
    if (tree.exists(file)) throw refusal(`there is a ${name} already`, `it is ${file}`, 'choose another name');
    checkName(name);
    const { branch, promotesFrom } = options;
    const account = accountOf(options.account);
    const environment = {
      $schema: schemaPath(tree, 'deploy/environments', 'environment'),
      account,
      region,
      ...(branch ? { branch } : {}),
      ...(promotesFrom ? { promotesFrom } : {}),
      ...(unsigned ? { evidence: { unsigned: 'allowed' } } : {}),
    };
    if (promotesFrom) refuseUnknown(tree, promotesFrom);
    const { problems } = readWith(file, environmentSchema, environment);
    if (problems.length > 0) throw configError('LS1002', problems);
    writeJson(tree, file, environment);
    const next = unsigned ? undefined : addSigningKey(tree, name);
    await formatFiles(tree);
    return () => void (next && process.stdout.write(`\n${next}\n`));
  });

/** A number has lost the zeros in front; one that is far too short was mistyped. */
const accountOf = (account: string | number): string =>
  typeof account === 'number' && account > 1e8 ? String(account).padStart(12, '0') : String(account);

function refuseUnknown(tree: Tree, name: string): void {
  if (tree.exists(`deploy/environments/${name}.json`)) return;
  throw refusal(
    `there is no environment ${name}`,
    'promotesFrom names one',
    `npx nx g @longshore/nx:environment ${name}`,
  );
}

export default environmentGenerator;
