import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stagedFolder } from '../staged-folder';
import { type Account } from './account';
import { type Binaries } from './binaries';
import { own } from './place';
import { PostgresError } from './postgres-error';
import { run } from './programs';

/** The database that initdb makes. */
export const defaultDatabase = 'postgres';

/** Raise it when the settings below change. */
const generation = 1;

/** For data that may be lost with the machine's power: fast to make, start and write. */
const settings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // none: their paths may be too long, and nobody needs them
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_wal_size: '64MB',
  min_wal_size: '2MB',
  shared_buffers: '32MB',
  io_method: 'sync',
  huge_pages: 'off',
  jit: 'off',
};

/** The database server's files in a folder: `data` is PostgreSQL's own, `password` that of its user `postgres`. */
export const dataIn = (folder: string): string => join(folder, 'data');

/** The password that the data of a folder were made with. */
export const passwordIn = (folder: string): Promise<string> => readFile(join(folder, 'password'), 'utf8');

/**
 * Makes the folder that every server starts from a copy of, unless it is there: initdb takes a second.
 * @throws PostgresError
 */
export async function ensureTemplate(binaries: Binaries, place: string, account: Account | undefined): Promise<string> {
  const user = account?.uid ?? process.getuid?.() ?? 0;
  const folder = join(place, `template-${binaries.version}-${generation}-${user}`);
  await stagedFolder(folder, join(place, 'scratch'), async (scratch) => {
    await own(scratch, account);
    await initialise(binaries, scratch, account);
  });
  return folder;
}

async function initialise(binaries: Binaries, folder: string, account: Account | undefined): Promise<void> {
  const [data, password] = [dataIn(folder), join(folder, 'password')];
  await writeFile(password, randomBytes(18).toString('base64url'), { mode: 0o600 });
  await own(password, account);
  const set = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const login = ['--auth=scram-sha-256', '--username=postgres', `--pwfile=${password}`];
  const cheap = ['--no-sync', '--no-instructions', '--no-data-checksums', '--wal-segsize=1'];
  await run(binaries.initdb, [`--pgdata=${data}`, ...login, ...locale, ...cheap, ...set], account);
}

/** Makes a database in a data folder that no server uses now; one that is there stays. */
export async function createDatabase(
  binaries: Binaries,
  data: string,
  name: string,
  account: Account | undefined,
): Promise<void> {
  // A backend without a server reads statements, one a line, and ends well whatever became of them.
  const statement = `CREATE DATABASE "${name}"\n`;
  const output = await run(binaries.postgres, ['--single', '-D', data, defaultDatabase], account, statement);
  const error = /(?:ERROR|FATAL): +(.*)/.exec(output)?.[1];
  if (error && !error.endsWith('already exists')) throw new PostgresError(error);
}
