import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { isAlive } from '@longshore/deploy';
import { stateFolder } from './workspace';

/**
 * Runs a command that no second one may run beside in the same workspace.
 * @throws LS1104 where another holds the lock
 */
export async function exclusively<Result>(
  workspace: string,
  command: string,
  action: () => Promise<Result>,
): Promise<Result> {
  const file = join(stateFolder(workspace), 'lock');
  mkdirSync(stateFolder(workspace), { recursive: true });
  acquire(file, command);
  try {
    return await action();
  } finally {
    rmSync(file, { force: true });
  }
}

function acquire(file: string, command: string): void {
  const content = JSON.stringify({ command, pid: process.pid });
  try {
    writeFileSync(file, content, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    refuseIfAlive(file);
    rmSync(file, { force: true });
    acquire(file, command);
  }
}

/** A holder that was killed leaves its lock behind: only a living one counts. */
function refuseIfAlive(file: string): void {
  const { command, pid } = JSON.parse(readFileSync(file, 'utf8')) as { command: string; pid: number };
  if (!isAlive(pid)) return;
  throw new LongshoreError('LS1104', {
    what: `longshore ${command} is running in this workspace`,
    why: `process ${pid}`,
    fix: 'wait until it has ended',
  });
}
