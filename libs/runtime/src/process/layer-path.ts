import { posix } from 'node:path';
import { PullError } from '../runtime';

/**
 * The path of a tar entry relative to the image's root, '' for the root itself.
 * @throws PullError where it is absolute or has a `..`: no honest builder writes those
 */
export function entryPath(name: string): string {
  if (name.startsWith('/')) throw new PullError(`layer entry ${name} has an absolute path`);
  if (name.split('/').includes('..')) throw new PullError(`layer entry ${name} leaves the image's root`);
  const path = posix.normalize(name).replace(/\/$/, '');
  return path === '.' ? '' : path;
}

/**
 * What a symbolic link at `path` should hold on this machine: its target relative and normalised. Since every link
 * is so, and none is ever written through, no chain of links leads out of the folder that stands for the root.
 * @throws PullError where the target lies outside the image's root
 */
export function linkTarget(path: string, target: string): string {
  const from = posix.dirname(`/${path}`);
  const joined = target.startsWith('/') ? target.slice(1) : posix.join(from.slice(1), target);
  const inside = posix.normalize(joined);
  if (inside === '..' || inside.startsWith('../')) {
    throw new PullError(`layer link ${path} to ${target} leaves the image's root`);
  }
  return posix.relative(from, posix.join('/', inside)) || '.';
}

/** The part of `path` below `folder`, '' for the folder itself; undefined where it is not there. */
export function below(folder: string, path: string): string | undefined {
  if (folder === '') return path;
  if (path === folder) return '';
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}
