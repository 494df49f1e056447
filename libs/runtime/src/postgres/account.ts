import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PostgresError } from './postgres-error';

/** A user of this machine. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: the first of these that the machine has runs it then. */
const unprivileged = ['postgres', 'nobody'];

/**
 * Who runs the server: undefined for us ourselves.
 * @throws PostgresError where we are root and there is nobody to be instead
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of unprivileged) {
    const [name, , uid, gid] = lines.find((fields) => fields[0] === wanted) ?? [];
    if (name && uid && gid) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new PostgresError(`PostgreSQL does not run as root, and there is no user ${unprivileged.join(' or ')} here`);
}

/** Whether an account can go into a folder, as far as the modes of all folders above it tell. */
export async function canReach(account: Account | undefined, folder: string): Promise<boolean> {
  if (!account) return true;
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found && !mayEnter(account, found)) return false;
    if (at === dirname(at)) return true;
  }
}

function mayEnter(account: Account, folder: { uid: number; gid: number; mode: number }): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
