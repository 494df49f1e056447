import { formatFiles, type Tree, writeJson } from '@nx/devkit';
import { configError, environmentSchema, problemsOf } from '@longshore/model';
import { checkName } from '../lib/project-name';
import { refusal, withReadableErrors } from '../lib/refuse';
import { schemaPath } from '../lib/schemas';

/** What `nx g @longshore/nx:environment` takes. */
export interface EnvironmentOptions {
  name: string;
  /** Nx makes a number of what looks like one on the command line. */
  account: string | number;
  region: string;
  branch?: string;
  promotesFrom?: string;
}

/** Adds deploy/environments/NAME.json. */
export const environmentGenerator = (tree: Tree, { name, region, ...options }: EnvironmentOptions) =>
  withReadableErrors(async () => {
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
    };
    if (promotesFrom) refuseUnknown(tree, promotesFrom);
    const { success, error } = environmentSchema.safeParse(environment);
    if (!success) throw configError('LS1002', problemsOf(file, environmentSchema, error));
    writeJson(tree, file, environment);
    await formatFiles(tree);
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
