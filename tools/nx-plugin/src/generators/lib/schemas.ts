import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { type Tree } from '@nx/devkit';
import { baseImageFile } from '@longshore/model';
import { serviceFiles } from './service-files';

/** The schemas by which editors complete and check our files. */
export type SchemaName = 'service' | 'environment' | 'base-image';

/** Not where it is used: Nx would take that for an import that is lazy, and want all others to be so. */
const manifestOfModel = '@longshore/model/package.json';

/**
 * The path of a schema as a file names it: in the package of the model, which is a link where its sources are at hand.
 * @param folder of the file, relative to the workspace
 */
export function schemaPath(tree: Tree, folder: string, name: SchemaName): string {
  const file = join(dirname(require.resolve(manifestOfModel)), 'schemas', `${name}.schema.json`);
  const root = existsSync(tree.root) ? realpathSync(tree.root) : tree.root;
  const within = relative(root, file).split(sep).join('/');
  const place = within.startsWith('..') ? `node_modules/@longshore/model/schemas/${name}.schema.json` : within;
  return posix.relative(folder, place);
}

/** Makes every file of ours that has a schema name it where it is. */
export function pointAtSchemas(tree: Tree): void {
  pointAt(tree, baseImageFile, 'base-image');
  for (const file of serviceFiles(tree)) pointAt(tree, file, 'service');
  for (const file of tree.children('deploy/environments')) {
    if (file.endsWith('.json')) pointAt(tree, `deploy/environments/${file}`, 'environment');
  }
}

/** Only the one line is changed: how a person laid the rest out stays. */
function pointAt(tree: Tree, file: string, name: SchemaName): void {
  const text = tree.read(file, 'utf8');
  if (text === null) return;
  const line = `"$schema": "${schemaPath(tree, posix.dirname(file), name)}"`;
  const known = /"\$schema"\s*:\s*"[^"]*"/;
  tree.write(file, known.test(text) ? text.replace(known, line) : text.replace('{', `{\n  ${line},`));
}
