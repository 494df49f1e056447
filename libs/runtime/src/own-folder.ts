import { lstatSync, mkdirSync } from 'node:fs';

/** Thrown where somebody else made a folder that must be ours. */
export class ForeignFolderError extends Error {
  override readonly name = 'ForeignFolderError';
}

/**
 * Makes a folder under a name that anybody could foresee, in a folder that all may write to. Whoever takes such a name
 * in advance could have us run his programs.
 * @throws ForeignFolderError where it is another user's, or one that others may write to
 */
export function ownFolder(path: string, mode: number): void {
  mkdirSync(path, { recursive: true, mode });
  const found = lstatSync(path);
  if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid) && (found.mode & 0o022) === 0) return;
  throw new ForeignFolderError(`${path} was not made by this user: remove it`);
}
