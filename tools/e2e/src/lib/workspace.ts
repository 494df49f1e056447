import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Background } from './background';
import { type RunEvent, type RunSummary, type ServiceOutcome } from '@longshore/model';

/** The repository that these tests are of. */
export const repository = join(__dirname, '../../../..');

/** What a workspace has that tests with Jest through swc, before it knows of us. */
const usual = [
  '@nx/jest',
  '@nx/js',
  '@swc/core',
  '@swc/jest',
  '@types/jest',
  '@types/node',
  'jest',
  'nx',
  'typescript',
];

interface PackageJson {
  devDependencies: Record<string, string>;
}

/** What a command printed, and how it ended. */
export interface Outcome {
  code: number;
  output: string;
}

/** What a command printed that failed; empty for one that did not. */
export const failureOf = ({ code, output }: Outcome): string => (code === 0 ? '' : output || `exit code ${code}`);

/** A clone of this repository in a temporary folder, with a git history of its own. */
export class Workspace {
  readonly #made: string;

  /** @param made the folder that was made for it, and goes with it */
  private constructor(
    readonly folder: string,
    made = folder,
  ) {
    this.#made = made;
  }

  /** Clones what is in the work tree now; dependencies come as hard links instead of from the registry. */
  static clone(): Workspace {
    const workspace = Workspace.empty();
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: repository,
    });
    for (const file of files.toString().split('\0').filter(Boolean)) workspace.copy(file);
    for (const modules of nodeModules()) workspace.link(modules);
    rmSync(join(workspace.folder, 'node_modules/.cache'), { recursive: true, force: true });
    workspace.start();
    return workspace;
  }

  /** A workspace of Nx that knows nothing of us; what is installed here needs no download there. */
  static foreign(name: string): Workspace {
    const workspace = Workspace.empty();
    workspace.link('node_modules');
    for (const own of ['.cache', '.package-lock.json', '@longshore', '.bin/longshore']) {
      rmSync(join(workspace.folder, 'node_modules', own), { recursive: true, force: true });
    }
    workspace.write('node_modules/.package-lock.json', JSON.stringify(installedByNpm()));
    workspace.copy('.npmrc');
    const { devDependencies: ours } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as PackageJson;
    const devDependencies = Object.fromEntries(usual.map((each) => [each, ours[each]]));
    workspace.write('package.json', JSON.stringify({ name, private: true, devDependencies }));
    workspace.write('nx.json', JSON.stringify({ analytics: false, neverConnectToCloud: true }));
    workspace.write('.gitignore', 'node_modules\n');
    workspace.start();
    return workspace;
  }

  /** A workspace that `create-nx-workspace` makes, of the version that we use, with all that it installs. */
  static async createdByNx(name: string): Promise<Workspace> {
    const parent = Workspace.empty();
    const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as PackageJson;
    const options = ['--preset=apps', '--packageManager=npm', '--nxCloud=skip', '--interactive=false', '--skipGit'];
    const words = ['--yes', `create-nx-workspace@${devDependencies['nx']}`, name, ...options];
    const failure = failureOf(await parent.run('npx', words));
    if (failure) throw new Error(failure);
    const workspace = new Workspace(join(parent.folder, name), parent.folder);
    workspace.start();
    return workspace;
  }

  private static empty(): Workspace {
    const folder = mkdtempSync(join(tmpdir(), 'longshore-e2e-'));
    // PostgreSQL runs as an unprivileged user where one is root: it has to get into the folder.
    chmodSync(folder, 0o755);
    return new Workspace(folder);
  }

  remove(): void {
    rmSync(this.#made, { recursive: true, force: true });
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  write(file: string, content: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), content);
  }

  /** Changes a file; the text that is replaced must be there. */
  replace(file: string, from: string, to: string): void {
    const content = this.read(file);
    if (!content.includes(from)) throw new Error(`${file} does not contain ${from}`);
    this.write(
      file,
      content.replace(from, () => to),
    );
  }

  commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
  }

  git(...words: string[]): string {
    return execFileSync('git', words, { cwd: this.folder, encoding: 'utf8' }).trim();
  }

  /** Runs Nx as a user would. */
  nx(...words: string[]): Promise<Outcome> {
    return this.run(join(this.folder, 'node_modules/.bin/nx'), words);
  }

  /** Runs Nx for as long as a target lasts that does not end by itself. */
  nxInBackground(...words: string[]): Background {
    return new Background(this.spawn(join(this.folder, 'node_modules/.bin/nx'), words, {}));
  }

  longshore(...words: string[]): Promise<Outcome> {
    return this.run(join(this.folder, 'node_modules/.bin/longshore'), words);
  }

  /** Runs a script as the step of a pipeline: it ends at the first command that fails. */
  script(text: string, variables: NodeJS.ProcessEnv): Promise<Outcome> {
    return this.run('bash', ['-e', '-o', 'pipefail', '-c', text], variables);
  }

  /** The summary of the newest run. */
  lastRun(): RunSummary {
    return JSON.parse(this.read(`${this.lastRunFolder()}/summary.json`)) as RunSummary;
  }

  /** What happened in the newest run. */
  lastEvents(): RunEvent[] {
    const lines = this.read(`${this.lastRunFolder()}/events.ndjson`).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as RunEvent);
  }

  /** What the newest run says of one service. */
  outcome(service: string): ServiceOutcome | undefined {
    return this.lastRun().services.find((outcome) => outcome.service === service);
  }

  /** The newest run that shipped something: names sort by time. */
  private lastRunFolder(): string {
    const runs = '.longshore/runs';
    const finished = readdirSync(join(this.folder, runs)).filter((run) =>
      existsSync(join(this.folder, runs, run, 'summary.json')),
    );
    return `${runs}/${finished.sort().at(-1)}`;
  }

  /** Gives it a history. */
  private start(): void {
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'user.name', 'A Person');
    this.git('config', 'user.email', 'person@example.com');
    this.commit('Start');
  }

  private link(folder: string): void {
    execFileSync('cp', ['-al', join(repository, folder), join(this.folder, folder)]);
  }

  private copy(file: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    copyFileSync(join(repository, file), join(this.folder, file));
  }

  private spawn(command: string, words: string[], variables: NodeJS.ProcessEnv) {
    const env = { ...userEnvironment(), ...variables };
    return spawn(command, words, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  private run(command: string, words: string[], variables: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const child = this.spawn(command, words, variables);
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code: code ?? -1, output }));
    });
  }
}

/** npm's record of what is installed, without our own packages: from it, a lockfile gets the integrity of each package. */
function installedByNpm(): object {
  const text = readFileSync(join(repository, 'node_modules/.package-lock.json'), 'utf8');
  const record = JSON.parse(text) as { packages: Record<string, object> };
  const others = Object.entries(record.packages).filter(([path]) => /^node_modules\/(?!@longshore\/)/.test(path));
  return { ...record, packages: Object.fromEntries(others) };
}

/** What npm installed: most of it at the root, and within a project what differs from that. */
const nodeModules = (): string[] =>
  [
    '',
    ...['apps', 'libs', 'tools'].flatMap((parent) =>
      readdirSync(join(repository, parent)).map((name) => join(parent, name)),
    ),
  ]
    .map((project) => join(project, 'node_modules'))
    .filter((folder) => existsSync(join(repository, folder)));

/** The environment of a user's shell: without what Nx and Jest set for this very test. */
function userEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|JEST_|GIT_CONFIG_|LONGSHORE_|AWS_|NODE_ENV|NODE_OPTIONS|FORCE_COLOR|TS_NODE)/.test(name),
  );
  return { ...Object.fromEntries(inherited), NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1' };
}
