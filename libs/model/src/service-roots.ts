import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

/** How many folders deep a project may be. */
const deepest = 4;

/** Folders that hold no projects, however the workspace is laid out. */
const skipped = ['node_modules', 'dist', 'coverage', 'tmp'];

/**
 * The folders of the services of a workspace, relative to it: projects with a service.json, and folders of `apps` that
 * have one. Projects are not looked into: what they hold are their sources.
 */
export function serviceRoots(workspace: string): string[] {
  const has = (root: string, ...files: string[]) => files.some((file) => existsSync(join(workspace, root, file)));
  const isProject = (root: string) => has(root, 'package.json', 'project.json');
  const isService = (root: string) => has(root, 'service.json') && (posix.dirname(root) === 'apps' || isProject(root));
  const rootsIn = (folder: string, depth: number): string[] =>
    foldersIn(workspace, folder).flatMap((root) => {
      if (isService(root)) return [root];
      return depth === deepest || isProject(root) ? [] : rootsIn(root, depth + 1);
    });
  return rootsIn('', 1);
}

const foldersIn = (workspace: string, folder: string): string[] =>
  existsSync(join(workspace, folder))
    ? readdirSync(join(workspace, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !skipped.includes(entry.name))
        .map(({ name }) => posix.join(folder, name))
    : [];
