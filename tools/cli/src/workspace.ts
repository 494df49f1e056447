import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LongshoreError } from '@longshore/model';

/**
 * The workspace that a folder lies in.
 * @throws LS1005
 */
export function workspaceOf(folder: string): string {
  if (existsSync(join(folder, 'nx.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) {
    throw new LongshoreError('LS1005', {
      what: 'not inside a Longshore workspace',
      fix: 'cd to a folder that has an nx.json',
    });
  }
  return workspaceOf(parent);
}

/** Where a workspace keeps what is of this machine alone; git ignores it. */
export const stateFolder = (workspace: string): string => join(workspace, '.longshore');
