import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, hashFiles, isProductionFile, isTestFile } from './sources';

/**
 * Hash of what the bundle is made of: the production files of the service and of the workspace packages it uses.
 * @param workspacePackages folders relative to the workspace
 */
export const sourcesKey = (workspace: string, workspacePackages: string[]): string =>
  hashFiles(workspace, [
    ...workspacePackages.flatMap((root) => filesWhere(workspace, root, isProductionFile)),
    ...present(workspace, ['tsconfig.base.json', 'tsconfig.json']),
  ]);

/** Hash of the inputs of the unit and container tests of the same packages. */
export const testSourcesKey = (workspace: string, workspacePackages: string[]): string =>
  hashFiles(workspace, [
    ...workspacePackages.flatMap((root) => filesWhere(workspace, root, isTestFile)),
    ...present(workspace, ['jest.preset.cjs', 'jest.config.cjs']),
  ]);

const filesWhere = (workspace: string, root: string, wanted: (path: string) => boolean): string[] =>
  filesOf(workspace, root).filter((path) => wanted(path.slice(root.length + 1)));

const present = (workspace: string, files: string[]): string[] =>
  files.filter((file) => existsSync(join(workspace, file)));
