import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';

/** Which coordinator is meant: there is one for each run and environment of a workspace. */
export interface RunKey {
  /** Absolute path. */
  workspace: string;
  run: string;
  environment: string;
}

/**
 * Where a run's coordinator listens. Short, for the path of a Unix socket may have 107 bytes at most (`man 7 unix`).
 * @param parent the folder for temporary files
 * @throws LS3201 where others could listen there
 */
export function coordinatorSocket({ workspace, run, environment }: RunKey, parent = tmpdir()): string {
  const name = createHash('sha256')
    .update(JSON.stringify([workspace, run, environment]))
    .digest('hex')
    .slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\longshore-${name}`;
  return join(ownFolder(join(parent, `longshore-runs-${userInfo().uid}`)), `${name}.sock`);
}

/** Everybody can make a folder of any name in the temporary one: it has to be ours alone. */
function ownFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(folder);
  if (uid === userInfo().uid && (mode & 0o077) === 0) return folder;
  throw new LongshoreError('LS3201', {
    what: `the coordinator cannot listen in ${folder}`,
    why: 'the folder belongs to another user, or others may enter it',
    fix: `rm -r ${folder}`,
  });
}
