import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, runningCloud } from '@longshore/deploy';
import { findPostgres } from '@longshore/runtime';
import { postgresFolder, startPostgres, stopPostgres } from '../backing-services';
import { stateFolder } from '../workspace';
import { inTurn } from './turn';

/** Several services are served side by side: who uses the database, and whether one of them started it. */
const folderOf = (workspace: string) => join(stateFolder(workspace), 'serve', '.postgres');
const usersIn = (workspace: string) => join(folderOf(workspace), 'users');
const startedIn = (workspace: string) => join(folderOf(workspace), 'started');

/**
 * Finds the workspace's PostgreSQL, or starts it; returns its URL.
 * @throws LS1101
 */
export const usePostgres = (workspace: string): Promise<string> =>
  inTurn(workspace, 'turn', async () => {
    mkdirSync(usersIn(workspace), { recursive: true });
    const running = await findPostgres(postgresFolder(workspace));
    if (!running) writeFileSync(startedIn(workspace), '');
    writeFileSync(join(usersIn(workspace), String(process.pid)), '');
    return (running ?? (await startPostgres(workspace))).url;
  });

/** Stops PostgreSQL where serving started it and nobody else uses it: no other service, and no embedded cloud. */
export const leavePostgres = (workspace: string): Promise<void> =>
  inTurn(workspace, 'turn', async () => {
    rmSync(join(usersIn(workspace), String(process.pid)), { force: true });
    if (!existsSync(startedIn(workspace)) || othersUse(workspace)) return;
    if (!runningCloud(workspace)) await stopPostgres(workspace);
    rmSync(folderOf(workspace), { recursive: true });
  });

/** Users that were killed do not count. */
const othersUse = (workspace: string): boolean => readdirSync(usersIn(workspace)).map(Number).some(isAlive);
