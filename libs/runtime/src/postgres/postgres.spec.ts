import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { identify } from '../process-identity';
import { findPostgres, type Postgres, type PostgresOptions, startBackgroundPostgres, startPostgres } from './postgres';
import { PostgresError } from './postgres-error';

// Real servers on a busy machine: a start is bound by the disk.
jest.setTimeout(60_000);

let dir: string;
let cache: string;
const running: Postgres[] = [];

beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'longshore-cache-'));
  chmodSync(cache, 0o755);
});

afterAll(() => rmSync(cache, { recursive: true }));

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'longshore-postgres-test-'));
  chmodSync(dir, 0o755);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  rmSync(dir, { recursive: true });
});

const kept = async (starting: Promise<Postgres>): Promise<Postgres> => {
  const postgres = await starting;
  running.push(postgres);
  return postgres;
};

/** Asks one question and gives back the first column of the rows. */
async function ask(url: string, question: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: question, rowMode: 'array' });
    return rows.map(([first]) => first);
  } finally {
    await client.end();
  }
}

const servers = () => readdirSync(cache).filter((name) => name.startsWith('server-'));

describe('a server that ends with its caller', () => {
  test('answers on 127.0.0.1 alone, to who has the password, and leaves nothing behind', async () => {
    const postgres = await startPostgres({ cache });
    expect(await ask(postgres.url, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
    await expect(ask(postgres.url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/password/);
    await postgres.stop();
    await expect(ask(postgres.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
    expect(servers()).toEqual([]);
  });

  test('begins empty each time, and knows all languages', async () => {
    const first = await kept(startPostgres({ cache }));
    await ask(first.url, `CREATE TABLE "t" AS SELECT upper('ünïcödé') AS word`);
    expect(await ask(first.url, 'SELECT word FROM t')).toEqual(['ÜNÏCÖDÉ']);
    const second = await kept(startPostgres({ cache }));
    await expect(ask(second.url, 'SELECT word FROM t')).rejects.toThrow(/does not exist/);
  });

  test('has the database that is asked for', async () => {
    const { url } = await kept(startPostgres({ cache, database: 'rooms' }));
    expect(await ask(url, 'SELECT current_database()')).toEqual(['rooms']);
    await expect(startPostgres({ cache, database: 'a"b' })).rejects.toThrow('a"b is no name for a database');
  });

  test('ends, and its files go, when the caller is killed', async () => {
    const caller = call('startPostgres', { cache });
    const url = await firstLine(caller);
    const [pid] = await ask(url, `SELECT pg_read_file('postmaster.pid')`);
    caller.kill('SIGKILL');
    while (await identify(Number.parseInt(String(pid), 10))) await setTimeout(5);
    while (servers().length > 0) await setTimeout(5);
  });

  test('says which port is in use', async () => {
    const taken = await listening();
    const { port } = taken.address() as { port: number };
    await expect(startPostgres({ cache, port })).rejects.toThrow(
      new PostgresError(`port ${port} of 127.0.0.1 is in use`),
    );
    taken.close();
    expect(servers()).toEqual([]);
  });
});

describe('a server that outlives its caller', () => {
  test('is found, with its data, until it is stopped', async () => {
    const started = await kept(startBackgroundPostgres({ cache, dir }));
    await ask(started.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    const found = await findPostgres(dir);
    expect(found?.url).toBe(started.url);
    expect((await startBackgroundPostgres({ cache, dir })).url).toBe(started.url);
    await found?.stop();
    expect(await findPostgres(dir)).toBeUndefined();
  });

  test('keeps port, password and data from life to life', async () => {
    const first = await startBackgroundPostgres({ cache, dir });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await kept(startBackgroundPostgres({ cache, dir }));
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([42]);
  });

  test('takes another port where somebody else has its own', async () => {
    const first = await startBackgroundPostgres({ cache, dir });
    await first.stop();
    const taken = await listening(first.port);
    const second = await kept(startBackgroundPostgres({ cache, dir }));
    expect(second.port).not.toBe(first.port);
    taken.close();
  });

  test('does not show its password to others', async () => {
    await kept(startBackgroundPostgres({ cache, dir }));
    expect(statSync(join(dir, 'postgres.json')).mode & 0o077).toBe(0);
  });

  test('works below a folder that only we can enter', async () => {
    const [outside, ours] = [join(dir, 'tmp'), join(dir, 'ours')];
    mkdirSync(outside);
    mkdirSync(ours, { mode: 0o700 });
    const options = { cache: join(ours, 'cache'), dir: join(ours, 'workspace') };
    // A process of its own, since jest's process.env does not reach what Node itself reads.
    const caller = call('startBackgroundPostgres', options, { TMPDIR: outside });
    const url = await firstLine(caller);
    caller.kill('SIGKILL');
    const found = await findPostgres(options.dir);
    expect(await ask(found?.url ?? '', 'SELECT 1')).toEqual([1]);
    expect(found?.url).toBe(url);
    await found?.stop();
    expect(readdirSync(outside).length > 0).toBe(process.getuid?.() === 0);
  });
});

const listening = (port = 0): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())));
}

/** A process that calls a function of ours, prints the URL, and stays. */
function call(name: string, options: PostgresOptions, environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const script = `require('./postgres.ts').${name}(JSON.parse(process.argv[1])).then(({ url }) => console.log(url));
    setInterval(() => {}, 1000)`;
  return spawn(process.execPath, ['-r', '@swc-node/register', '-e', script, JSON.stringify(options)], {
    cwd: __dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
}
