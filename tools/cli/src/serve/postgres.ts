import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, runningCloud } from '@longshore/deploy';
import { isLongshoreError } from '@longshore/model';
import { findPostgres } from '@longshore/runtime';
import { postgresFolder, startPostgres, stopPostgres } from '../backing-services';
import { exclusively } from '../lock';
import { stateFolder } from '../workspace';

/** Several services are served side by side: who uses the database, and whether one of them started it. */
const folderOf = (workspace: string) => join(stateFolder(workspace), 'serve', '.postgres');
const usersIn = (workspace: string) => join(folderOf(workspace), 'users');
const startedIn = (workspace: string) => join(folderOf(workspace), 'started');

/**
 * Finds the workspace's PostgreSQL, or starts it; returns its URL.
 * @throws LS1101
 */
export const usePostgres = (workspace: string): Promise<string> =>
  inTurn(workspace, async () => {
    mkdirSync(usersIn(workspace), { recursive: true });
    const running = await findPostgres(postgresFolder(workspace));
    if (!running) writeFileSync(startedIn(workspace), '');
    writeFileSync(join(usersIn(workspace), String(process.pid)), '');
    return (running ?? (await startPostgres(workspace))).url;
  });

/** Stops PostgreSQL where serving started it and nobody else uses it: no other service, and no embedded cloud. */
export const leavePostgres = (workspace: string): Promise<void> =>
  inTurn(workspace, async () => {
    rmSync(join(usersIn(workspace), String(process.pid)), { force: true });
    if (!existsSync(startedIn(workspace)) || othersUse(workspace)) return;
    if (!runningCloud(workspace)) await stopPostgres(workspace);
    rmSync(folderOf(workspace), { recursive: true });
  });

/** Users that were killed do not count. */
const othersUse = (workspace: string): boolean => readdirSync(usersIn(workspace)).map(Number).some(isAlive);

/** One after the other. */
async function inTurn<Result>(workspace: string, action: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await exclusively(join(stateFolder(workspace), 'serve', '.turn'), 'serve', action);
    } catch (error) {
      if (!isLongshoreError(error) || error.code !== 'LS1104') throw error;
      await delay(50);
    }
  }
}
