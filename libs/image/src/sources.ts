import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { byCodeUnit, sha256Hex } from './hash';

const skippedFolders = new Set(['node_modules', 'dist', 'coverage']);

/** Every file of a project, relative to the workspace, by code unit; hidden files and build output are left out. */
export function filesOf(workspace: string, root: string): string[] {
  return readdirSync(join(workspace, root), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => {
      const path = `${root}/${entry.name}`;
      if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : filesOf(workspace, path);
      return entry.isFile() ? [path] : [];
    })
    .sort(byCodeUnit);
}

/** Whether a file, relative to its project, is of the tests: specs, test doubles, container tests, Jest's config. */
export const isTestFile = (path: string): boolean =>
  path.endsWith('.spec.ts') || /(^|\/)testing\//.test(path) || path.startsWith('test/') || isJestConfig(path);

/** Whether a file, relative to its project, can change what the service does; `service.json` counts by its fields. */
export const isProductionFile = (path: string): boolean =>
  !isTestFile(path) && !path.endsWith('.md') && path !== 'service.json';

/** Hash of files by path and content: not of times, modes or the folder that the workspace is in. */
export function hashFiles(workspace: string, paths: string[]): string {
  const lines = paths.map((path) => `${path} ${sha256Hex(readFileSync(join(workspace, path)))}\n`);
  return sha256Hex(lines.join(''));
}

const isJestConfig = (path: string): boolean => /^jest\.(config|preset)\.[cm]?[jt]s$/.test(basename(path));
