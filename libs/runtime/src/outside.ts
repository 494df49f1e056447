import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ownFolder } from './own-folder';

/**
 * A folder outside of any workspace that belongs to the given one alone. Images that run as processes have to be
 * unpacked there: below a workspace, Node would find a package that an image lacks in the workspace's `node_modules`.
 * @param dir the folder that it stands for
 * @throws ForeignFolderError where another user took the name
 */
export function outsideWorkspace(dir: string): string {
  const key = createHash('sha256').update(dir).digest('hex').slice(0, 16);
  const home = join(tmpdir(), `longshore-${userInfo().uid}`);
  ownFolder(home, 0o700);
  return join(home, key);
}
