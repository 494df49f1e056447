import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readIgnored } from './ignored';
import { filesOf, hashFiles, isProductionFile, isTestFile } from './sources';

/**
 * The files that a bundle may be made of, relative to the workspace: the production files of the service and of the
 * workspace packages it uses, without those that a `.dockerignore` names.
 * @param workspacePackages folders relative to the workspace
 */
export function productionFiles(workspace: string, workspacePackages: string[]): string[] {
  const isIgnored = readIgnored(workspace, workspacePackages);
  return workspacePackages
    .flatMap((root) => filesWhere(workspace, root, isProductionFile))
    .filter((path) => !isIgnored(path));
}

/** Hash of what the bundle is made of, see `productionFiles`. */
export const sourcesKey = (workspace: string, workspacePackages: string[]): string =>
  hashFiles(workspace, [
    ...productionFiles(workspace, workspacePackages),
    ...present(workspace, ['tsconfig.base.json', 'tsconfig.json']),
  ]);

/** Hash of the test settings at the root of the workspace. */
export const rootTestFilesKey = (workspace: string): string =>
  hashFiles(workspace, present(workspace, ['jest.preset.cjs', 'jest.config.cjs']));

/**
 * Hash of what the unit tests of a package run on: its own files, and the production files of those it uses. No more
 * than what Nx takes for the inputs of its target `test`, or counts from Nx's cache would look stale.
 */
export const unitSourcesKey = (workspace: string, [own = '', ...used]: string[]): string =>
  hashFiles(workspace, [
    ...filesWhere(workspace, own, (path) => isProductionFile(path) || isTestFile(path)),
    ...used.flatMap((root) => filesWhere(workspace, root, isProductionFile)),
    ...present(workspace, ['tsconfig.base.json', 'jest.preset.cjs']),
  ]);

const filesWhere = (workspace: string, root: string, wanted: (path: string) => boolean): string[] =>
  filesOf(workspace, root).filter((path) => wanted(path.slice(root.length + 1)));

const present = (workspace: string, files: string[]): string[] =>
  files.filter((file) => existsSync(join(workspace, file)));
