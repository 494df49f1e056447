import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCoordinator } from '@longshore/deploy';
import { ScriptedImages } from '@longshore/deploy/src/testing/scripted-images';
import { environmentSchema, type ServiceOutcome, serviceSchema, type Verdict } from '@longshore/model';
import { type Child, startChild } from '../lib/child';

const account = '123456789012';

/** What one deploy of some services took. */
export interface Deploy {
  outcomes: ServiceOutcome[];
  /** Calls of AWS operations by name; those of the registry are left out. */
  calls: Record<string, number>;
  /** From the first release to the last verdict, in seconds. */
  seconds: number;
  /** CPU time of this process meanwhile, in milliseconds. */
  cpuMs: number;
}

/** How the rollouts of a fleet go. */
export interface FleetOptions {
  rates?: 'aws' | 'none';
  /** Seconds until a target that is taken out has drained. */
  drainSeconds?: number;
}

/** Services in a cloud of their own, deployed by coordinators of this process. */
export class Fleet {
  readonly #images = new ScriptedImages();
  #runs = 0;

  private constructor(
    private readonly folder: string,
    private readonly cloud: Child,
    private readonly drainSeconds: number,
  ) {}

  static async start({ rates = 'none', drainSeconds = 0 }: FleetOptions = {}): Promise<Fleet> {
    const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'));
    const words = ['-r', '@swc-node/register', join(__dirname, 'fleet-cloud.ts'), join(folder, 'cloud'), rates];
    const cloud = await startChild(process.execPath, words);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: cloud.ready['endpoint'],
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
    });
    return new Fleet(folder, cloud, drainSeconds);
  }

  async stop(): Promise<void> {
    await this.cloud.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Deploys the first so many services with an image that has this content. */
  async deploy(count: number, content: string): Promise<Deploy> {
    const names = Array.from({ length: count }, (_, index) => `service-${index}`);
    for (const name of names) this.#images.set(name, `// ${name} ${content}`);
    const run = this.#coordinator(names);
    const before = await this.#calls();
    for (const name of names) await run.push(name);
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    const outcomes = await Promise.all(
      names.map(async (name) => {
        await run.release(name);
        return run.outcome(name);
      }),
    );
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - began) / 1000;
    const calls = between(before, await this.#calls());
    await run.finish();
    return { outcomes, calls, seconds, cpuMs: (user + system) / 1000 };
  }

  #coordinator(names: string[]) {
    const environment = environmentSchema.parse({
      account,
      region: 'us-east-1',
      embedded: true,
      defaults: {
        health: { intervalSeconds: 2, timeoutSeconds: 1, graceSeconds: 60 },
        rollout: { drainSeconds: this.drainSeconds, deadlineSeconds: 3600, bakeSeconds: 0 },
      },
    });
    const services = names.map((name) => ({
      name,
      project: name,
      root: `apps/${name}`,
      spec: serviceSchema.parse({ kind: 'http', copies: { min: 1 }, route: { paths: [`/${name}/*`] } }),
    }));
    return createCoordinator({
      workspace: this.folder,
      services,
      environment: { name: 'local', spec: environment },
      run: `run-${(this.#runs += 1)}`,
      commit: 'c'.repeat(40),
      isClean: false,
      origin: { ci: false },
      images: this.#images,
      targets: { run: () => Promise.reject(new Error('its services have no targets')) },
      signal: new AbortController().signal,
    });
  }

  async #calls(): Promise<Record<string, number>> {
    const response = await fetch(`${this.cloud.ready['endpoint']}/_cloud/calls`);
    const counts = (await response.json()) as Record<string, Record<string, number>>;
    const { ecr: _registry, ...services } = counts;
    return Object.fromEntries(Object.values(services).flatMap((operations) => Object.entries(operations)));
  }
}

const between = (before: Record<string, number>, after: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after)
      .map(([operation, count]): [string, number] => [operation, count - (before[operation] ?? 0)])
      .filter(([, count]) => count > 0),
  );

/** How many calls there were, without those that an operation of the list made. */
export const sum = (calls: Record<string, number>, without: string[] = []): number =>
  Object.entries(calls).reduce((all, [operation, count]) => (without.includes(operation) ? all : all + count), 0);

/**
 * The outcomes, where all are the same verdict.
 * @throws where one ended otherwise: its figures would mean nothing
 */
export function expectAll({ outcomes }: Deploy, verdict: Verdict): void {
  const other = outcomes.find((outcome) => outcome.verdict !== verdict);
  if (other) throw new Error(`${other.service} is ${other.verdict}, not ${verdict}: ${other.reason ?? ''}`);
}
