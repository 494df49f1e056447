import { formatFiles, type Tree, writeJson } from '@nx/devkit';
import { configError, environmentSchema, problemsOf } from '@longshore/model';
import { checkName } from '../lib/project-name';
import { refusal, withReadableErrors } from '../lib/refuse';
import { schemaPath } from '../lib/schemas';

/** What `nx g @longshore/nx:environment` takes. */
export interface EnvironmentOptions {
  name: string;
  account: string;
  region: string;
  branch?: string;
}

/** Adds deploy/environments/NAME.json. */
export const environmentGenerator = (tree: Tree, { name, account, region, branch }: EnvironmentOptions) =>
  withReadableErrors(async () => {
    const file = `deploy/environments/${name}.json`;
    if (tree.exists(file)) throw refusal(`there is a ${name} already`, `it is ${file}`, 'choose another name');
    checkName(name);
    const environment = {
      $schema: schemaPath(tree, 'deploy/environments', 'environment'),
      account,
      region,
      ...(branch ? { branch } : {}),
    };
    const { success, error } = environmentSchema.safeParse(environment);
    if (!success) throw configError('LS1002', problemsOf(file, environmentSchema, error));
    writeJson(tree, file, environment);
    await formatFiles(tree);
  });

export default environmentGenerator;
