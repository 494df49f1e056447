import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { type Cloud, startCloud } from '@longshore/cloud';
import { localImages } from '@longshore/cli/src/local-images';
import { type Coordinator, createCoordinator, type LocalImages } from '@longshore/deploy';
import { buildImage, type BuiltImage, readBuiltImage, verifyImage } from '@longshore/image';
import { FixtureWorkspace } from '@longshore/image/src/testing/workspace';
import { type Digest, environmentSchema, type Environment, readServices, signersOf } from '@longshore/model';
import { openEcr, type Repository } from '@longshore/registry';
import { outsideWorkspace } from '@longshore/runtime';
import { repository } from '../lib/workspace';
import { ScriptedTargets } from '../deploy/scripted-targets';

const account = '123456789012';
const region = 'us-east-1';

/** How one attempt differs from a plain one. */
export interface Attempt {
  environment?: object;
  commit?: string;
  isClean?: boolean;
}

const projects = ['apps/hello', 'libs/words', 'libs/deep'];

/**
 * A workspace whose service uses a library behind a library, an embedded cloud, and the steps of a deploy one by one:
 * those that Nx's targets call, in whatever order somebody likes.
 */
export class GateWorld {
  /** The digest of the version that is live. */
  honest: Digest = 'sha256:';
  readonly workspace = new FixtureWorkspace();
  readonly #ecs = new ECSClient({ region });
  readonly #variables = { ...process.env };
  readonly #kept: string;
  #runs = 0;

  private constructor(readonly cloud: Cloud) {
    this.#kept = `${this.workspace.folder}-kept`;
    const variables = { AWS_ENDPOINT_URL: cloud.endpoint, AWS_ACCESS_KEY_ID: 'e2e', AWS_SECRET_ACCESS_KEY: 'e2e' };
    Object.assign(process.env, variables);
    writeFixture(this.workspace);
  }

  /** Ships a version whose tests all passed, and keeps the workspace as it is then. */
  static async start(stateDir: string): Promise<GateWorld> {
    const environments = ['local'];
    const cloud = await startCloud({
      stateDir,
      port: 0,
      loadBalancerPort: 0,
      runtime: 'process',
      account,
      region,
      environments,
    });
    const world = new GateWorld(cloud);
    await world.build();
    await world.test();
    await world.verify();
    world.honest = (await world.ship()) as Digest;
    world.#keep();
    return world;
  }

  async stop(): Promise<void> {
    process.env = this.#variables;
    this.#ecs.destroy();
    await this.cloud.close();
    const runtime = outsideWorkspace(join(this.workspace.folder, '.longshore', 'verify'));
    for (const folder of [this.#kept, runtime]) rmSync(folder, { recursive: true, force: true });
    this.workspace.remove();
  }

  /** The target `image`. */
  build(): Promise<BuiltImage> {
    return buildImage(this.workspace.hello, undefined, { run: this.run });
  }

  /** The target `image` in a run that ships: it may take over what the registry has. */
  async buildOrReuse(attempt: Attempt = {}): Promise<BuiltImage> {
    const coordinator = this.coordinator(attempt);
    const reuse = async (inputKey: string) =>
      (await coordinator.reuse('hello', inputKey).catch(() => false))
        ? readBuiltImage(this.workspace.hello)
        : undefined;
    return buildImage(this.workspace.hello, undefined, { run: this.run, reuse });
  }

  /** The target `test` of projects: Jest with our reporter. */
  async test(roots = projects, ...options: string[]): Promise<void> {
    await Promise.all(roots.map((root) => this.#jest(root, options)));
  }

  /** The target `verify`. */
  verify() {
    return verifyImage(this.workspace.hello, undefined, {
      runtime: 'process',
      output: new PassThrough().resume(),
      run: this.run,
    });
  }

  /** The target `push`. */
  push(attempt: Attempt = {}): Promise<unknown> {
    return this.coordinator(attempt).push('hello');
  }

  /** The targets `push`, `release` and `deploy`; resolves to the digest that is live then. */
  async ship(attempt: Attempt = {}): Promise<string> {
    const coordinator = this.coordinator(attempt);
    await coordinator.push('hello');
    return this.release(attempt, coordinator);
  }

  /** The targets `release` and `deploy` alone. */
  async release(attempt: Attempt = {}, coordinator = this.coordinator(attempt)): Promise<string> {
    await coordinator.release('hello');
    const { verdict, reason } = await coordinator.outcome('hello');
    if (!['deployed', 'unchanged'].includes(verdict)) throw new Error(`${verdict}: ${reason}`);
    return this.live();
  }

  /** Image, tests, verify, push, release and deploy, as `nx run hello:deploy` orders them. */
  async everything(attempt: Attempt = {}): Promise<string> {
    await this.build();
    await this.test();
    await this.verify();
    return this.ship(attempt);
  }

  /** The digest that ECS runs. */
  async live(): Promise<string> {
    const { services = [] } = await this.#ecs.send(
      new DescribeServicesCommand({ cluster: 'local', services: ['local-hello'] }),
    );
    const taskDefinition = services[0]?.taskDefinition ?? '';
    const described = await this.#ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    const image = described.taskDefinition?.containerDefinitions?.[0]?.image ?? '';
    return image.slice(image.indexOf('@') + 1);
  }

  registry(): Promise<Repository> {
    return openEcr({ region }).repository('hello');
  }

  coordinator({ environment = {}, commit = 'c'.repeat(40), isClean = false }: Attempt = {}): Coordinator {
    const { folder } = this.workspace;
    const target = environmentOf(environment);
    return createCoordinator({
      workspace: folder,
      services: readServices(folder),
      environment: target,
      run: this.run,
      commit,
      isClean,
      origin: { ci: false },
      images: this.images(target),
      targets: new ScriptedTargets(),
      signal: new AbortController().signal,
    });
  }

  images(environment: Environment): LocalImages {
    return localImages(this.workspace.folder, { signers: signersOf(environment) });
  }

  /** The name of the run that is under way. */
  get run(): string {
    return `run-${this.#runs}`;
  }

  /** Commits the workspace as it is; `restore` takes that back. */
  commit(): string {
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com', ...words], {
        cwd: this.workspace.folder,
        encoding: 'utf8',
      }).trim();
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'The next version');
    return git('rev-parse', 'HEAD');
  }

  /** Puts the workspace back to the version that is live, and begins another run. */
  restore(): void {
    this.#runs += 1;
    const { folder } = this.workspace;
    for (const name of changing(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    for (const name of readdirSync(this.#kept)) copy(join(this.#kept, name), join(folder, name));
  }

  #keep(): void {
    for (const name of changing(this.workspace.folder)) copy(join(this.workspace.folder, name), join(this.#kept, name));
  }

  #jest(root: string, options: string[]): Promise<void> {
    const jest = require.resolve('jest/bin/jest');
    const reporter = join(repository, 'tools/nx-plugin/jest-reporter.cjs');
    const child = spawn(process.execPath, [jest, `--reporters=${reporter}`, ...options], {
      cwd: join(this.workspace.folder, root),
      env: { ...process.env, LONGSHORE_RUN: this.run },
      stdio: 'ignore',
    });
    // Whether it passed is what its results say: that somebody goes on regardless is what is tried here.
    return new Promise((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
  }
}

/** The environment `local`, with what differs from a plain one. */
export const environmentOf = (spec: object): Environment => ({
  name: 'local',
  spec: environmentSchema.parse({
    account,
    region,
    embedded: true,
    defaults: {
      health: { intervalSeconds: 5, timeoutSeconds: 2, graceSeconds: 3 },
      rollout: { drainSeconds: 0, stopSeconds: 2, deadlineSeconds: 60, bakeSeconds: 0 },
      copies: { min: 1, max: 1 },
    },
    ...spec,
  }),
});

/** All but caches, which nothing is believed of. */
const changing = (folder: string): string[] => readdirSync(folder).filter((name) => name !== '.longshore');

const copy = (from: string, to: string): void => cpSync(from, to, { recursive: true, verbatimSymlinks: true });

function writeFixture(workspace: FixtureWorkspace): void {
  workspace.write('nx.json', '{}');
  workspace.project('libs/deep', '@fixture/deep', {});
  workspace.project('libs/words', '@fixture/words', { '@fixture/deep': '*', punctuation: '^1.0.0' });
  workspace.write('libs/deep/src/index.ts', `export const deep = (): string => 'deep';\n`);
  workspace.write(
    'libs/words/src/index.ts',
    `import { deep } from '@fixture/deep';
     import punctuation from 'punctuation';
     export const greeting = (name: string): string => \`hello \${name}, \${deep()}, \${punctuation}\`;\n`,
  );
  for (const root of projects)
    workspace.write(`${root}/jest.config.cjs`, `module.exports = { preset: '../../jest.preset.cjs' };`);
  workspace.write(
    'jest.preset.cjs',
    `module.exports = require(${JSON.stringify(join(repository, 'jest.preset.cjs'))});`,
  );
  workspace.write('libs/deep/src/index.spec.ts', deepSpec);
  workspace.write('libs/words/src/index.spec.ts', `test('words', () => expect('words').toHaveLength(5));\n`);
  workspace.write('apps/hello/src/main.spec.ts', `test('hello', () => expect('hello').toHaveLength(5));\n`);
  workspace.write(
    'apps/hello/test/container/jest.config.cjs',
    `module.exports = { testMatch: ['<rootDir>/*.spec.js'] };`,
  );
  workspace.write('apps/hello/test/container/hello.spec.js', containerSpec);
  const spec = { kind: 'http', route: { paths: ['/hello'] }, rollout: { stopSeconds: 2 } };
  workspace.write('apps/hello/service.json', JSON.stringify(spec));
  const jest = join(workspace.folder, 'node_modules/jest');
  if (!existsSync(jest)) {
    mkdirSync(dirname(jest), { recursive: true });
    symlinkSync(dirname(require.resolve('jest/package.json')), jest);
  }
}

const deepSpec = `import { deep } from './index';

test('deep', () => expect(deep()).toBe('deep'));
`;

/** Sees nothing of what the libraries do: only their own tests can. */
const containerSpec = `test('answers', async () => {
  expect((await fetch(process.env.SERVICE_URL + '/hello')).status).toBe(200);
});
`;
