import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from '@longshore/runtime';
import { CloudError } from './cloud-error';

/**
 * Takes a state folder for this process; what a killed process left is taken over, also where another program has its
 * process id by now.
 * @returns what gives it back
 * @throws CloudError LS4002
 */
export async function lockState(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'cloud.pid');
  const me = (await identify(process.pid)) ?? { pid: process.pid, startedAt: '' };
  const holder = readHolder(file);
  if (holder && holder.pid !== me.pid && (await isAlive(holder))) throw taken(folder, holder.pid);
  rmSync(file, { force: true });
  try {
    // Where two start at the same moment, the later one finds the file of the other.
    writeFileSync(file, JSON.stringify(me), { flag: 'wx' });
  } catch {
    throw taken(folder, readHolder(file)?.pid);
  }
  return () => rmSync(file, { force: true });
}

const taken = (folder: string, pid?: number): CloudError =>
  new CloudError('LS4002', `an embedded cloud runs on ${folder} (process ${pid})`, `kill ${pid}`);

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}
