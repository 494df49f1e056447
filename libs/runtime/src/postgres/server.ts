import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FreePorts } from '../ports';
import { identify, isAlive, type ProcessIdentity } from '../process-identity';
import { type Account } from './account';
import { type Binaries } from './binaries';
import { PostgresError } from './postgres-error';
import { identityOf, lastLine, serverEnvironment } from './programs';

/** A server that runs. */
export interface Server {
  readonly process: ProcessIdentity;
  readonly port: number;
}

/** What a server is started with. */
export interface ServerFiles {
  readonly binaries: Binaries;
  readonly data: string;
  /** Where it logs to. */
  readonly log: string;
  readonly account: Account | undefined;
}

/** Between two looks at whether it has started or ended, in milliseconds. */
const pollInterval = 10;
/** Far longer than a recovery of so little data takes, in milliseconds. */
const [startTimeout, stopTimeout] = [60_000, 10_000];
const tries = 5;

/**
 * Starts a server that does not end with this process.
 * @param port the one it must have; where absent, `wish` if that is free, else any
 * @throws PostgresError
 */
export async function startServer(files: ServerFiles, port?: number, wish?: number): Promise<Server> {
  if (port !== undefined) return attempt(files, port);
  const free = new FreePorts();
  for (let left = tries; ; left -= 1) {
    try {
      return await attempt(files, left === tries && wish !== undefined ? wish : await free.take());
    } catch (error) {
      // Somebody else may take a free port before the server does.
      if (left === 0 || !(error instanceof PortInUse)) throw error;
    }
  }
}

class PortInUse extends PostgresError {}

async function attempt({ binaries, data, log, account }: ServerFiles, port: number): Promise<Server> {
  const output = await open(log, 'w', 0o600);
  try {
    const child = spawn(binaries.postgres, ['-D', data, '-p', String(port)], {
      cwd: '/',
      env: serverEnvironment,
      stdio: ['ignore', output.fd, output.fd],
      detached: true,
      ...identityOf(account),
    });
    child.unref();
    await ready(child, data);
    const process = child.pid === undefined ? undefined : await identify(child.pid);
    if (process) return { process, port };
    throw await failure(log, port);
  } catch (error) {
    throw error instanceof Ended ? await failure(log, port) : error;
  } finally {
    await output.close();
  }
}

class Ended extends Error {}

/** The server tells its state in the last line of `postmaster.pid` (postgres, src/include/utils/pidfile.h). */
async function ready(child: ChildProcess, data: string): Promise<void> {
  let ended: Error | undefined;
  child.once('error', (cause) => (ended = new PostgresError(`postgres cannot be run: ${cause.message}`, { cause })));
  child.once('exit', () => (ended ??= new Ended()));
  const deadline = Date.now() + startTimeout;
  while (!(await saysReady(data, child.pid))) {
    await setTimeout(pollInterval);
    if (ended) throw ended;
    if (Date.now() < deadline) continue;
    child.kill('SIGQUIT');
    throw new PostgresError(`PostgreSQL was not ready after ${startTimeout / 1000} s`);
  }
}

async function saysReady(data: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

async function failure(log: string, port: number): Promise<PostgresError> {
  const text = await readFile(log, 'utf8');
  if (text.includes('could not bind')) return new PortInUse(`port ${port} of 127.0.0.1 is in use`);
  const cause = /(?:FATAL|PANIC): +(.*)/.exec(text)?.[1] ?? lastLine(text);
  return new PostgresError(`PostgreSQL did not start: ${cause || 'it said nothing'}`);
}

/** Ends a server, its clients' connections with it; one that has ended is fine. */
export async function stopServer({ process: server }: Server): Promise<void> {
  if (!(await isAlive(server))) return;
  process.kill(server.pid, 'SIGINT'); // "fast shutdown"
  if (await endsWithin(server, stopTimeout)) return;
  process.kill(server.pid, 'SIGQUIT'); // "immediate shutdown": the next start recovers
  if (!(await endsWithin(server, stopTimeout)))
    throw new PostgresError(`PostgreSQL (process ${server.pid}) does not stop`);
}

async function endsWithin(server: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (await isAlive(server)) {
    if (Date.now() > deadline) return false;
    await setTimeout(pollInterval);
  }
  return true;
}
