import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, type CloudOptions, startCloud } from '@longshore/cloud';
import { outsideWorkspace } from '@longshore/runtime';

/** Where Debian installs programs: before others of the same name, which may be older majors. */
const path = `/usr/bin:${process.env['PATH']}`;

/**
 * Whether the tests that need a program run: where it answers. Elsewhere it says in one line what is skipped, or throws
 * where LONGSHORE_REQUIRE_ENGINE is set.
 */
export function clientTestsRun(program: string, words: string[], what: string): boolean {
  if (spawnSync(program, words, { env: { ...process.env, PATH: path } }).status === 0) return true;
  const command = [program, ...words].join(' ');
  if (process.env['LONGSHORE_REQUIRE_ENGINE']) throw new Error(`${command} fails, but it is required: ${what}`);
  process.stderr.write(`skipped, since ${command} fails: ${what}\n`);
  return false;
}

/** An embedded cloud with nothing but a temporary home around it, for clients that are programs. */
export class ClientWorld {
  private constructor(
    readonly cloud: Cloud,
    readonly folder: string,
  ) {}

  static async start(runtime: CloudOptions['runtime']): Promise<ClientWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'longshore-clients-'));
    const cloud = await startCloud({
      stateDir: join(folder, 'cloud'),
      port: 0,
      loadBalancerPort: 0,
      runtime,
      account: '123456789012',
      region: 'us-east-1',
      environments: ['local'],
    });
    return new ClientWorld(cloud, folder);
  }

  async stop(): Promise<void> {
    await this.cloud.close();
    for (const folder of [outsideWorkspace(join(this.folder, 'cloud', 'runtime')), this.folder]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Runs a program to its end; rejects with what it wrote to stderr where it fails. */
  run(program: string, words: string[], input?: string | Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { env: this.#environment(), maxBuffer: 1 << 26 };
      const child = execFile(program, words, options, (error, stdout, stderr) => {
        if (error) reject(new Error(`${program} ${words.join(' ')}: ${stderr || error.message}`));
        else resolve(stdout.trim());
      });
      child.stdin?.on('error', () => undefined).end(input);
    });
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      PATH: path,
      HOME: this.folder,
      DOCKER_CONFIG: join(this.folder, 'docker'),
      AWS_ENDPOINT_URL: this.cloud.endpoint,
      AWS_ACCESS_KEY_ID: 'e2e',
      AWS_SECRET_ACCESS_KEY: 'e2e',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    };
  }
}
