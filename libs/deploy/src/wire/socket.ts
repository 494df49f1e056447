import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Which coordinator is meant: there is one for each run and environment of a workspace. */
export interface RunKey {
  /** Absolute path. */
  workspace: string;
  run: string;
  environment: string;
}

/** Where a run's coordinator listens. Short, for the path of a Unix socket may have 107 bytes at most (`man 7 unix`). */
export function coordinatorSocket({ workspace, run, environment }: RunKey): string {
  const name = createHash('sha256')
    .update(JSON.stringify([workspace, run, environment]))
    .digest('hex')
    .slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\longshore-${name}`;
  const folder = join(tmpdir(), `longshore-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${name}.sock`);
}
