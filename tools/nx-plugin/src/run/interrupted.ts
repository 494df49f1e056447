import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsFolder } from '@longshore/deploy';
import { currentRun } from './run';

const fileOf = (workspace: string): string => join(runsFolder(workspace), currentRun(), 'interrupted');

/** Notes that somebody has interrupted the run. */
export function markInterrupted(workspace: string): void {
  const file = fileOf(workspace);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
}

/** Whether somebody has interrupted the run: nobody waits for its end then. */
export const isInterrupted = (workspace: string): boolean => existsSync(fileOf(workspace));
