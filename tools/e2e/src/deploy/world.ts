import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, type CloudOptions, startCloud } from '@longshore/cloud';
import {
  type Coordinator,
  createCoordinator,
  openAws,
  type OpenEnvironment,
  openEnvironment,
  type Origin,
} from '@longshore/deploy';
import {
  type Environment,
  environmentSchema,
  type RunEvent,
  type RunSummary,
  type Service,
  type ServiceOutcome,
  serviceSchema,
} from '@longshore/model';
import { outsideWorkspace } from '@longshore/runtime';
import { type CallCounts, cloudCalls } from '../lib/cloud-calls';
import { ScriptedImages } from '@longshore/deploy/src/testing/scripted-images';
import { ScriptedTargets } from './scripted-targets';

/** A program that answers every request, `/health` with the given status; it finishes those under way on SIGTERM. */
export const answering = (text: string, health = 200): string =>
  `const server = require('http').createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    response.statusCode = request.url === '/health' ? ${health} : 200;
    response.end(${JSON.stringify(text)});
  }).listen(process.env.PORT);
  process.on('SIGTERM', () => server.close(() => process.exit(0)));`;

/** The same, but healthy only once a file is there: so that a test says when a rollout ends. */
export const answeringOnceThereIs = (file: string, text: string): string =>
  answering(text).replace('? 200 :', `? (require('fs').existsSync(${JSON.stringify(file)}) ? 200 : 503) :`);

const account = '123456789012';

/** How a run differs from a plain one. */
export interface RunChanges {
  environment?: object;
  /** The environment that comes before. */
  earlier?: Environment;
  commit?: string;
  isClean?: boolean;
  origin?: Origin;
  /** Those of the run alone. */
  images?: ScriptedImages;
  signal?: AbortSignal;
  /** Those of the workspace, in place of what the specs say of them. */
  services?: Service[];
}

/** An embedded cloud, a workspace folder, and runs of a coordinator between the two. */
export class World {
  readonly images = new ScriptedImages();
  readonly targets = new ScriptedTargets();
  readonly #variables = { ...process.env };
  #runs = 0;

  private constructor(
    readonly cloud: Cloud,
    readonly folder: string,
  ) {}

  /**
   * @param options.timeScale how many times faster than real the cloud's clock runs
   * @param options.quotas those of the account that are not the default ones
   */
  static async start({ timeScale = 1, quotas = {} }: Pick<CloudOptions, 'timeScale' | 'quotas'> = {}): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'longshore-deploy-'));
    const cloud = await startCloud({
      stateDir: join(folder, 'cloud'),
      port: 0,
      loadBalancerPort: 0,
      runtime: 'process',
      account,
      region: 'us-east-1',
      environments: ['local'],
      timeScale,
      quotas,
    });
    const world = new World(cloud, folder);
    const variables = { AWS_ENDPOINT_URL: cloud.endpoint, AWS_ACCESS_KEY_ID: 'e2e', AWS_SECRET_ACCESS_KEY: 'e2e' };
    Object.assign(process.env, variables);
    return world;
  }

  async stop(): Promise<void> {
    process.env = this.#variables;
    await this.cloud.close();
    for (const folder of [outsideWorkspace(join(this.folder, 'cloud', 'runtime')), this.folder]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** A run over services with what differs from a plain one; the first is named by each key. */
  run(
    services: Record<string, object>,
    { environment = {}, signal = new AbortController().signal, ...changes }: RunChanges = {},
  ): Coordinator {
    this.#runs += 1;
    return createCoordinator({
      workspace: this.folder,
      services: this.services(services),
      environment: environmentOf(environment),
      run: this.runName,
      commit: 'c'.repeat(40),
      // One commit for all runs, with another image in each: so it names none of them, where that may be.
      isClean: 'branch' in environment,
      origin: { ci: false },
      images: this.images,
      targets: this.targets,
      signal,
      ...changes,
    });
  }

  /** The environment as commands see it that belong to no run. */
  environment(): OpenEnvironment {
    return openEnvironment(environmentOf({}), this.folder, new AbortController().signal);
  }

  services(specs: Record<string, object>): Service[] {
    return Object.entries(specs).map(([name, spec]) => serviceOf(name, spec));
  }

  get runName(): string {
    return `run-${this.#runs}`;
  }

  /** Pushes, releases and waits, for each service of its own run. */
  async ship(name: string, spec: object = {}, environment: object = {}): Promise<ServiceOutcome> {
    const run = this.run({ [name]: spec }, { environment });
    await run.push(name);
    await run.release(name);
    const outcome = await run.outcome(name);
    await run.finish();
    return outcome;
  }

  calls(): Promise<CallCounts> {
    return cloudCalls(this.cloud.endpoint);
  }

  /** What goes wrong from now on: rules of `PUT /_cloud/faults`. */
  async setFaults(rules: object[]): Promise<void> {
    const body = JSON.stringify({ seed: 1, rules });
    const response = await fetch(`${this.cloud.endpoint}/_cloud/faults`, { method: 'PUT', body });
    if (!response.ok) throw new Error(`the cloud does not take these faults: ${await response.text()}`);
  }

  /** How many rules and target groups there are. */
  async routing(): Promise<{ rules: number; targetGroups: number }> {
    const aws = openAws(environmentOf({}), new AbortController().signal);
    const { 'listener-arn': listenerArn = '' } = await aws.parameters.below('/longshore/local/');
    const { rules, targetGroups } = aws.loadBalancer(listenerArn);
    return { rules: (await rules.list()).length, targetGroups: (await targetGroups.list()).length };
  }

  summary(): RunSummary {
    return JSON.parse(readFileSync(join(this.#records, 'summary.json'), 'utf8')) as RunSummary;
  }

  events(): RunEvent[] {
    const lines = readFileSync(join(this.#records, 'events.ndjson'), 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as RunEvent);
  }

  get #records(): string {
    return join(this.folder, '.longshore', 'runs', this.runName);
  }
}

const serviceOf = (name: string, spec: object): Service => ({
  name,
  project: name,
  root: `apps/${name}`,
  spec: serviceSchema.parse(
    'kind' in spec ? spec : { kind: 'http', route: { paths: [`/${name}`, `/${name}/*`] }, ...spec },
  ),
});

/** The environment `local`, with what differs from a plain one. */
export const environmentOf = (spec: object): Environment => ({
  name: 'local',
  spec: environmentSchema.parse({
    account,
    region: 'us-east-1',
    embedded: true,
    defaults: {
      health: { intervalSeconds: 2, timeoutSeconds: 1, graceSeconds: 3 },
      rollout: { drainSeconds: 0, stopSeconds: 2, deadlineSeconds: 60, bakeSeconds: 0 },
    },
    ...spec,
  }),
});
