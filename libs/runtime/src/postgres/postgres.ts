import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../process-identity';
import { stagedFolder } from '../staged-folder';
import { type Account, serverAccount } from './account';
import { type Binaries, findBinaries } from './binaries';
import { endWithCaller } from './end-with-caller';
import { copyFolder, ownPlace, sharedPlace } from './place';
import { PostgresError } from './postgres-error';
import { type Server, startServer, stopServer } from './server';
import { createDatabase, dataIn, defaultDatabase, ensureTemplate, passwordIn } from './template';

/** A running PostgreSQL server for local use: on 127.0.0.1 only; a loss of power may cost its data. */
export interface Postgres {
  /** Connection URL of the database, with user and password. */
  readonly url: string;
  readonly port: number;
  /** Ends the server. */
  stop(): Promise<void>;
}

/** How a server is started. */
export interface PostgresOptions {
  /** A folder for the empty database that every server begins with; best one for a whole workspace. */
  cache: string;
  /** The port; where absent, the one of its former life if that is free, else any. */
  port?: number;
  /** The database of the URL, made where it is missing; `postgres` where absent. */
  database?: string;
}

/**
 * Starts a server with an empty database that ends with this process, however that ends; stopping removes its data.
 * @throws PostgresError
 */
export function startPostgres(options: PostgresOptions): Promise<Postgres> {
  return explained(async () => {
    const kit = await kitOf(options.cache);
    const folder = await mkdtemp(join(kit.place, 'server-'));
    const remove = () => rm(folder, { recursive: true, force: true });
    try {
      await copyFolder(kit.template, folder, kit.account);
      const { server, url } = await serve(folder, kit, options);
      const callOff = endWithCaller(server.process.pid, folder);
      return handle(server, url, () =>
        callOff()
          .then(() => stopServer(server))
          .then(remove),
      );
    } catch (error) {
      await remove();
      throw error;
    }
  });
}

/**
 * Starts a server that outlives this process, or finds the one that runs; its data are kept for its next life.
 * @param options.dir where its data are, and what `findPostgres` needs to know
 * @throws PostgresError
 */
export function startBackgroundPostgres(options: PostgresOptions & { dir: string }): Promise<Postgres> {
  return explained(async () => {
    const running = await findPostgres(options.dir);
    if (running) return running;
    await mkdir(options.dir, { recursive: true });
    const kit = await kitOf(options.cache);
    const place = await ownPlace(options.dir, kit.account);
    const folder = join(place, `cluster-${kit.binaries.version.split('.')[0]}`);
    await stagedFolder(folder, join(place, 'scratch'), (scratch) => copyFolder(kit.template, scratch, kit.account));
    const record = await serve(folder, kit, options, (await readRecord(options.dir))?.server.port);
    await writeRecord(options.dir, record);
    return handle(record.server, record.url);
  });
}

/** The background server of this folder, where one runs; any process may ask, and stop it. */
export async function findPostgres(dir: string): Promise<Postgres | undefined> {
  const record = await readRecord(dir);
  return record && (await isAlive(record.server.process)) ? handle(record.server, record.url) : undefined;
}

/** What every start needs. */
interface Kit {
  account: Account | undefined;
  /** Where files may lie that all servers share. */
  place: string;
  binaries: Binaries;
  template: string;
}

async function kitOf(cache: string): Promise<Kit> {
  const account = await serverAccount();
  const place = await sharedPlace(cache, account);
  const binaries = await findBinaries(account, place);
  return { account, place, binaries, template: await ensureTemplate(binaries, place, account) };
}

/** What is written down of a background server. */
interface Running {
  readonly server: Server;
  readonly url: string;
}

async function serve(folder: string, kit: Kit, options: PostgresOptions, wish?: number): Promise<Running> {
  const { account, binaries } = kit;
  const database = options.database ?? defaultDatabase;
  if (!/^[a-z_][a-z0-9_-]{0,62}$/.test(database)) throw new PostgresError(`${database} is no name for a database`);
  const [data, password] = [dataIn(folder), await passwordIn(folder)];
  if (database !== defaultDatabase) await createDatabase(binaries, data, database, account);
  const server = await startServer({ binaries, data, log: join(folder, 'log'), account }, options.port, wish);
  return { server, url: `postgres://postgres:${password}@127.0.0.1:${server.port}/${database}` };
}

const handle = (server: Server, url: string, stop = () => stopServer(server)): Postgres => ({
  url,
  port: server.port,
  stop,
});

const recordIn = (dir: string): string => join(dir, 'postgres.json');

async function readRecord(dir: string): Promise<Running | undefined> {
  try {
    return JSON.parse(await readFile(recordIn(dir), 'utf8')) as Running;
  } catch {
    return undefined; // none, or half a file of an earlier version
  }
}

async function writeRecord(dir: string, record: Running): Promise<void> {
  const temporary = `${recordIn(dir)}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(record), { mode: 0o600 });
  await rename(temporary, recordIn(dir));
}

/** Folders that cannot be made, disks that are full: reasons too why PostgreSQL cannot be run. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof PostgresError) throw cause;
    throw new PostgresError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
