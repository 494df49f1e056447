import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = 'docker-registry';

/**
 * Whether the tests against Debian's `docker-registry` run: where it is installed. Elsewhere it says in one line what
 * is skipped, or throws where LONGSHORE_REQUIRE_ENGINE is set.
 */
export function distributionTestsRun(what: string): boolean {
  if (spawnSync(program, ['--version']).status === 0) return true;
  if (process.env['LONGSHORE_REQUIRE_ENGINE']) throw new Error(`${program} is not installed, but required: ${what}`);
  process.stderr.write(`skipped, since ${program} is not installed: ${what}\n`);
  return false;
}

/** How long it may take to listen, in milliseconds. */
const patienceMs = 30_000;

/** Debian's `docker-registry` (Distribution 2.8) as a program of its own, empty, on a free port of this machine. */
export class DistributionServer {
  private constructor(
    readonly host: string,
    readonly folder: string,
    readonly process: ChildProcess,
  ) {}

  /** @param htpasswd users and the bcrypt hashes of their passwords, as htpasswd(1) writes them; everybody unless set */
  static async start({ htpasswd }: { htpasswd?: string } = {}): Promise<DistributionServer> {
    const folder = mkdtempSync(join(tmpdir(), 'longshore-distribution-'));
    const config = join(folder, 'config.yml');
    const users = join(folder, 'htpasswd');
    if (htpasswd !== undefined) writeFileSync(users, htpasswd);
    // JSON is YAML.
    writeFileSync(
      config,
      JSON.stringify({
        version: 0.1,
        log: { level: 'info', formatter: 'json', accesslog: { disabled: true } },
        storage: { filesystem: { rootdirectory: join(folder, 'data') } },
        http: { addr: '127.0.0.1:0' },
        ...(htpasswd === undefined ? {} : { auth: { htpasswd: { realm: 'private', path: users } } }),
      }),
    );
    const child = spawn(program, ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      return new DistributionServer(await addressOf(child), folder, child);
    } catch (error) {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.process.once('close', resolve));
    if (this.process.kill('SIGKILL')) await closed;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** It logs the port that it took. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => reject(new Error(`${program} does not listen: ${log}`)), patienceMs);
    child.stderr?.on('data', (bytes: Buffer) => {
      log += bytes.toString();
      const [, host] = /listening on (127\.0\.0\.1:\d+)/.exec(log) ?? [];
      if (host === undefined) return;
      clearTimeout(timer);
      resolve(host);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}: ${log}`)));
  });
}
