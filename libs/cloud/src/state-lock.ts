import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudError } from './cloud-error';

/**
 * Takes a state folder for this process; what a killed process left is taken over.
 * @returns what gives it back
 * @throws CloudError LS4002
 */
export function lockState(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'cloud.pid');
  const holder = holderOf(file);
  if (holder !== undefined) {
    throw new CloudError('LS4002', `an embedded cloud runs on ${folder} (process ${holder})`, `kill ${holder}`);
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid === process.pid) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}
