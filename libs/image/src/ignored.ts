import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';

const fileName = '.dockerignore';

/**
 * Tells of a file, relative to the workspace, whether a `.dockerignore` keeps it out of images: the workspace's own, or
 * that of the package it lies in. Its patterns are relative to the folder it is in, as Docker reads them.
 * @param roots folders of packages, relative to the workspace
 */
export function readIgnored(workspace: string, roots: string[]): (path: string) => boolean {
  const rules = ['', ...roots.map((root) => `${root}/`)].flatMap((prefix) => {
    const file = join(workspace, prefix, fileName);
    if (!existsSync(file)) return [];
    return [{ prefix, patterns: dockerignore().add(readFileSync(file, 'utf8')) }];
  });
  return (path) =>
    rules.some(({ prefix, patterns }) => path.startsWith(prefix) && patterns.ignores(path.slice(prefix.length)));
}
