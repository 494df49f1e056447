import { type Tree } from '@nx/devkit';
import { serviceRoots } from '@longshore/model';

/** The service.json of every service: those on disk, and those of `apps` that a generator has just made. */
export function serviceFiles(tree: Tree): string[] {
  const roots = [...serviceRoots(tree.root), ...tree.children('apps').map((folder) => `apps/${folder}`)];
  return [...new Set(roots)].map((root) => `${root}/service.json`).filter((file) => tree.exists(file));
}
