import { join } from 'node:path';
import { formatFiles, generateFiles, type GeneratorCallback, installPackagesTask, names, type Tree } from '@nx/devkit';
import { scopeOf } from '../lib/packages';
import { checkProjectName } from '../lib/project-name';
import { withReadableErrors } from '../lib/refuse';
import { requireOptions } from '../lib/required';

/** What `nx g @longshore/nx:library` takes. */
export interface LibraryOptions {
  name: string;
}

/** Adds a library in libs/NAME; the callback makes npm link it and write it into the lockfile. */
export const libraryGenerator = (tree: Tree, options: LibraryOptions): Promise<GeneratorCallback> =>
  withReadableErrors(async () => {
    requireOptions(options, 'npx nx g @longshore/nx:library money', 'name');
    const { name } = options;
    const root = `libs/${name}`;
    checkProjectName(tree, name, root);
    // A suffix, because a folder may be called `delete` and a function may not.
    const propertyName = `${names(name).propertyName}Line`;
    generateFiles(tree, join(__dirname, 'files'), root, { name, scope: scopeOf(tree), propertyName });
    await formatFiles(tree);
    return () => installPackagesTask(tree, true);
  });

export default libraryGenerator;
