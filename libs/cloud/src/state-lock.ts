import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from '@longshore/runtime';
import { CloudError } from './cloud-error';

/**
 * Takes a state folder for this process; what a killed process left is taken over, also where another program has its
 * process id by now.
 *
 * The holder is named by the file `cloud.NUMBER.pid` of the highest number. A file appears whole, under a number that
 * nobody has, and goes only when a higher one is there: so of those that start at the same moment exactly one wins,
 * which removing and writing a single file could not promise.
 * @returns what gives it back
 * @throws CloudError LS4002
 */
export async function lockState(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const me = (await identify(process.pid)) ?? { pid: process.pid, startedAt: '' };
  for (;;) {
    const newest = newestOf(folder);
    const holder = readHolder(lockFile(folder, newest));
    if (holder && holder.pid !== me.pid && (await isAlive(holder))) throw taken(folder, holder.pid);
    const mine = newest + 1;
    if (!claim(folder, mine, me)) continue;
    if (newestOf(folder) === mine) return hold(folder, mine);
    // Others came and went since we looked: this number was free a second time.
    rmSync(lockFile(folder, mine), { force: true });
  }
}

/** Forgets former holders. Giving back keeps the number, under a content that names nobody. */
function hold(folder: string, mine: number): () => void {
  for (const number of numbersOf(folder)) if (number < mine) rmSync(lockFile(folder, number), { force: true });
  return () => {
    if (!existsSync(folder)) return;
    const released = `${lockFile(folder, mine)}.${process.pid}`;
    writeFileSync(released, '{}');
    renameSync(released, lockFile(folder, mine));
  };
}

/** Writes a file of a number; false where there is one. */
function claim(folder: string, number: number, me: ProcessIdentity): boolean {
  const whole = `${lockFile(folder, number)}.${me.pid}`;
  writeFileSync(whole, JSON.stringify(me));
  try {
    linkSync(whole, lockFile(folder, number));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(whole, { force: true });
  }
}

const lockFile = (folder: string, number: number): string => join(folder, `cloud.${number}.pid`);

const numbersOf = (folder: string): number[] =>
  readdirSync(folder).flatMap((name) => {
    const number = /^cloud\.(\d+)\.pid$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });

const newestOf = (folder: string): number => Math.max(0, ...numbersOf(folder));

const taken = (folder: string, pid: number): CloudError =>
  new CloudError('LS4002', `an embedded cloud runs on ${folder} (process ${pid})`, `kill ${pid}`);

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}
