import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '@longshore/deploy';
import { exclusively } from '../lock';
import { stateFolder } from '../workspace';

const folderOf = (workspace: string) => join(stateFolder(workspace), 'serve');

/** Where a service that is served has its code. */
export const servedFolder = (workspace: string, service: string): string => join(folderOf(workspace), service);

/**
 * Serves a service; no second one may at the same time, for there is one route to take.
 * @throws LS1104
 */
export const claimed = <Result>(workspace: string, service: string, action: () => Promise<Result>): Promise<Result> =>
  exclusively(servedFolder(workspace, service), `serve ${service}`, action);

/** The names of the services that are being served now. */
export function servedNow(workspace: string): string[] {
  const folder = folderOf(workspace);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((service) => isClaimed(join(stateFolder(join(folder, service)), 'lock')));
}

/** One who was killed leaves the lock behind. */
function isClaimed(lock: string): boolean {
  try {
    return isAlive((JSON.parse(readFileSync(lock, 'utf8')) as { pid: number }).pid);
  } catch {
    return false;
  }
}
