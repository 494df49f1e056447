import { join } from 'node:path';
import { formatFiles, generateFiles, type GeneratorCallback, installPackagesTask, type Tree } from '@nx/devkit';
import { kitVersion, scopeOf } from '../lib/packages';
import { checkProjectName } from '../lib/project-name';
import { withReadableErrors } from '../lib/refuse';
import { schemaPath } from '../lib/schemas';
import { checkRoutes } from './routes';

/** What `nx g @longshore/nx:service` takes. */
export interface ServiceOptions {
  name: string;
  kind?: 'http';
  uses?: 'none' | 'postgres';
}

/** Adds a service in apps/NAME; the callback makes npm link it and write it into the lockfile. */
export const serviceGenerator = (tree: Tree, { name, uses = 'postgres' }: ServiceOptions): Promise<GeneratorCallback> =>
  withReadableErrors(async () => {
    const root = `apps/${name}`;
    checkProjectName(tree, name, root);
    checkRoutes(tree, name);
    const postgres = uses === 'postgres';
    // A class that only tests use stands in testing/, one that the service itself uses does not.
    const memory = postgres ? 'testing/memory-items' : 'memory-items';
    const schema = schemaPath(tree, root, 'service');
    const items = postgres ? '../items' : './items';
    const values = { name, schema, scope: scopeOf(tree), kit: kitVersion(tree), postgres, memory, items };
    generateFiles(tree, join(__dirname, 'files/common'), root, values);
    if (postgres) generateFiles(tree, join(__dirname, 'files/postgres'), root, values);
    await formatFiles(tree);
    return () => installPackagesTask(tree, true);
  });

export default serviceGenerator;
