import { createHash } from 'node:crypto';
import { chmod, chown, copyFile, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ownFolder } from '../own-folder';
import { isThere } from '../staged-folder';
import { type Account, canReach } from './account';
import { PostgresError } from './postgres-error';

const outsidePrefix = 'longshore-postgres';

/**
 * A folder for what all servers share: `folder` itself or, where the account cannot go there (a clone below /root),
 * one in the system's temporary folder.
 * @throws PostgresError where neither will do
 */
export async function sharedPlace(folder: string, account: Account | undefined): Promise<string> {
  return (await inside(folder, account)) ?? outside(outsidePrefix, folder, account);
}

/**
 * A folder for what one server keeps: `folder` itself or, as above, one in the temporary folder that is named after it.
 * @throws PostgresError where neither will do
 */
export async function ownPlace(folder: string, account: Account | undefined): Promise<string> {
  const here = await inside(folder, account);
  if (here) return here;
  await removeAbandoned();
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 12);
  const place = await outside(`${outsidePrefix}-${name}`, folder, account);
  await writeFile(join(place, 'origin'), resolve(folder));
  return place;
}

async function inside(folder: string, account: Account | undefined): Promise<string | undefined> {
  if (!(await canReach(account, folder))) return undefined;
  await mkdir(folder, { recursive: true });
  return (await canReach(account, folder)) ? folder : undefined; // a umask may forbid others what we make
}

async function outside(name: string, folder: string, account: Account | undefined): Promise<string> {
  const place = join(tmpdir(), name);
  if (!(await canReach(account, tmpdir()))) {
    const who = account?.name ?? 'us';
    throw new PostgresError(`PostgreSQL runs as the user ${who}, who can enter neither ${folder} nor ${tmpdir()}`);
  }
  ownFolder(place, 0o755);
  await chmod(place, 0o755); // whatever the umask
  return place;
}

/** Nobody comes back for what was kept for a folder that is gone. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(`${outsidePrefix}-`)) continue;
    const place = join(tmpdir(), name);
    const origin = await readFile(join(place, 'origin'), 'utf8').catch(() => undefined);
    if (origin && !(await isThere(origin))) await rm(place, { recursive: true, force: true });
  }
}

/** Copies a folder's content, for an account if one is given; the folders are for that alone then. */
export async function copyFolder(from: string, to: string, account?: Account): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isDirectory()) return copyFolder(source, target, account);
      if (entry.isSymbolicLink()) return symlink(await readlink(source), target);
      await copyFile(source, target);
      return own(target, account);
    }),
  );
  await own(to, account);
}

/** Gives a file to an account. */
export async function own(path: string, account: Account | undefined): Promise<void> {
  if (account) await chown(path, account.uid, account.gid);
}
