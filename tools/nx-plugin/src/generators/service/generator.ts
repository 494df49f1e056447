import { join } from 'node:path';
import { formatFiles, generateFiles, type GeneratorCallback, installPackagesTask, type Tree } from '@nx/devkit';
import { kitVersion, scopeOf } from '../lib/packages';
import { checkProjectName, checkServiceName } from '../lib/project-name';
import { withReadableErrors } from '../lib/refuse';
import { requireOptions } from '../lib/required';
import { schemaPath } from '../lib/schemas';
import { checkRoutes } from './routes';

/** What `nx g @longshore/nx:service` takes. */
export interface ServiceOptions {
  name: string;
  kind?: 'http' | 'worker';
  uses?: 'none' | 'postgres';
}

/** Adds a service in apps/NAME; the callback makes npm link it and write it into the lockfile. */
export const serviceGenerator = (tree: Tree, options: ServiceOptions): Promise<GeneratorCallback> =>
  withReadableErrors(async () => {
    requireOptions(options, 'npx nx g @longshore/nx:service orders', 'name');
    const { name, kind = 'http' } = options;
    const root = `apps/${name}`;
    checkProjectName(tree, name, root);
    checkServiceName(tree, name);
    const { folders, choices } = kind === 'worker' ? workerFiles(options) : httpFiles(tree, options);
    const schema = schemaPath(tree, root, 'service');
    const values = { name, schema, scope: scopeOf(tree), kit: kitVersion(tree), ...choices };
    for (const folder of ['common', ...folders]) generateFiles(tree, join(__dirname, 'files', folder), root, values);
    await formatFiles(tree);
    return () => installPackagesTask(tree, true);
  });

/** Which folders of files a service is made of, and what their templates are told. */
interface Files {
  folders: string[];
  choices: object;
}

const workerFiles = ({ uses = 'none' }: ServiceOptions): Files => ({
  folders: ['worker'],
  choices: { postgres: uses === 'postgres' },
});

/** @throws LS1006 where its route is taken */
function httpFiles(tree: Tree, { name, uses = 'postgres' }: ServiceOptions): Files {
  checkRoutes(tree, name);
  const postgres = uses === 'postgres';
  // A class that only tests use stands in testing/, one that the service itself uses does not.
  const memory = postgres ? 'testing/memory-items' : 'memory-items';
  const items = postgres ? '../items' : './items';
  return { folders: postgres ? ['http', 'postgres'] : ['http'], choices: { postgres, memory, items } };
}

export default serviceGenerator;
