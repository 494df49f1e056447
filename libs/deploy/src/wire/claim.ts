import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../process';

/**
 * Starts the coordinator of an environment unless somebody has: of those who ask at once, exactly one starts it.
 *
 * The holder is named by the file `coordinator.ENVIRONMENT.NUMBER.pid` of the highest number, first whoever starts the
 * coordinator, then the coordinator. One that has died is followed by the next number, which only one can take.
 * @param folder of the run
 * @param start returns the coordinator's process id
 */
export function startOnce(folder: string, environment: string, start: () => number): void {
  mkdirSync(folder, { recursive: true });
  for (;;) {
    const newest = newestOf(folder, environment);
    if (isHeld(folder, environment)) return;
    const file = fileOf(folder, environment, newest + 1);
    if (!claim(file)) continue;
    try {
      write(file, start());
    } catch (error) {
      rmSync(file);
      throw error;
    }
    return;
  }
}

/** Whether the process that holds the claim lives: the coordinator listens, or is about to. */
export function isHeld(folder: string, environment: string): boolean {
  const newest = newestOf(folder, environment);
  if (newest === 0) return false;
  const pid = Number(readFileSync(fileOf(folder, environment, newest), 'utf8'));
  // 0 is no process, but the caller's own group.
  return pid > 0 && isAlive(pid);
}

/** Takes a file for this process; false if somebody has it. It appears with its content, or not at all. */
function claim(file: string): boolean {
  const whole = `${file}.${process.pid}`;
  writeFileSync(whole, String(process.pid));
  try {
    linkSync(whole, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(whole);
  }
}

/** Replaces the content at once: no reader sees half of it. */
function write(file: string, pid: number): void {
  writeFileSync(`${file}.${process.pid}`, String(pid));
  renameSync(`${file}.${process.pid}`, file);
}

const fileOf = (folder: string, environment: string, number: number): string =>
  join(folder, `coordinator.${environment}.${number}.pid`);

function newestOf(folder: string, environment: string): number {
  const prefix = `coordinator.${environment}.`;
  const numbers = readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.pid'))
    .map((name) => Number(name.slice(prefix.length, -'.pid'.length)));
  return Math.max(0, ...numbers.filter(Number.isInteger));
}
