import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type NxJsonConfiguration, type TargetConfiguration } from '@nx/devkit';
import { testResultsFile } from '@longshore/model';
import picomatch from 'picomatch';
import { parse } from 'yaml';

/** A test runner: the files by which Nx's own plugins find out that a project has tests of it, and our reporter. */
interface Runner {
  config: RegExp;
  plugins: readonly string[];
  /** Arguments of the command that the plugin infers. */
  args: readonly string[];
  /** Options of the executor that project.json may name in its place. */
  executor?: { name: string; options: object };
}

const ofJest: Runner = {
  config: /(^|\/)jest\.config\.[cm]?[jt]s$/,
  plugins: ['@nx/jest/plugin', '@nx/jest'],
  args: ['--reporters=default', '--reporters=@longshore/nx/jest-reporter.cjs'],
  executor: { name: '@nx/jest:jest', options: { reporters: ['default', '@longshore/nx/jest-reporter.cjs'] } },
};

const ofVitest: Runner = {
  // A vite.config may have no tests, and then Nx infers no target that ours could join.
  config: /(^|\/)vitest\.config\.[cm]?[jt]s$/,
  plugins: ['@nx/vitest', '@nx/vite/plugin', '@nx/vite'],
  args: ['--reporter=default', '--reporter=@longshore/nx/vitest-reporter.cjs'],
};

/** The files by which Nx's own plugins find out that a project has tests. */
export const testConfigGlob = '**/{jest,vitest}.config.{cjs,mjs,js,cts,mts,ts}';

/** A target as far as a project's own files have it. */
interface OwnTarget {
  executor?: unknown;
  command?: unknown;
}

/**
 * The target that runs the tests of a project, with a reporter that records their results.
 * @param config a file that Nx's plugins look for, relative to the workspace
 * @returns undefined if no target that is known runs them: such tests report by themselves
 */
export function reportedTests(
  workspace: string,
  nxJson: NxJsonConfiguration,
  config: string,
): Record<string, TargetConfiguration> | undefined {
  const runner = [ofJest, ofVitest].find((each) => each.config.test(config));
  if (!runner || listsProjects(workspace, config)) return undefined;
  const root = dirname(config);
  const inferred = inferredTarget(nxJson, runner, config);
  const name = inferred ?? 'test';
  const options = optionsFor(runner, ownTarget(workspace, root, name), inferred !== undefined);
  return options && { [name]: { options, outputs: [`{workspaceRoot}/${testResultsFile(root)}`] } };
}

/** A file that lists the projects of the workspace for Jest: Nx infers no target from it. */
const listsProjects = (workspace: string, config: string): boolean =>
  readFileSync(join(workspace, config), 'utf8').includes('getJestProjectsAsync');

function optionsFor({ args, executor }: Runner, own: OwnTarget = {}, isInferred: boolean): object | undefined {
  if (executor && own.executor === executor.name) return executor.options;
  const isOwn = own.executor !== undefined || own.command !== undefined;
  return isOwn || !isInferred ? undefined : { args };
}

/** The name of the target that Nx's plugin for a runner infers from a file; undefined if it infers none. */
function inferredTarget({ plugins = [] }: NxJsonConfiguration, runner: Runner, config: string): string | undefined {
  for (const each of plugins) {
    const { plugin, include, exclude, options } = typeof each === 'string' ? { plugin: each } : each;
    if (!runner.plugins.includes(plugin)) continue;
    const isIncluded =
      (!include || picomatch.isMatch(config, include)) && !(exclude && picomatch.isMatch(config, exclude));
    const { targetName, testTargetName } = (options ?? {}) as { targetName?: string; testTargetName?: string };
    if (isIncluded) return testTargetName ?? targetName ?? 'test';
  }
  return undefined;
}

function ownTarget(workspace: string, root: string, name: string): OwnTarget | undefined {
  type Targets = { targets?: Record<string, OwnTarget> };
  const project = readJson<Targets>(join(workspace, root, 'project.json'));
  const manifest = readJson<{ nx?: Targets }>(join(workspace, root, 'package.json'));
  return project?.targets?.[name] ?? manifest?.nx?.targets?.[name];
}

/**
 * Tells whether a folder is a project of the workspace: it has a project.json, or the package manager lists it. A target
 * for any other folder would make Nx refuse the whole graph.
 */
export function projectMatcher(workspace: string): (root: string) => boolean {
  const isListed = picomatch(workspaceGlobs(workspace));
  const has = (root: string, file: string) => existsSync(join(workspace, root, file));
  return (root) => has(root, 'project.json') || (has(root, 'package.json') && isListed(root));
}

function workspaceGlobs(workspace: string): string[] {
  const manifest = readJson<{ workspaces?: string[] | { packages?: string[] } }>(join(workspace, 'package.json'));
  const listed = manifest?.workspaces ?? [];
  const pnpm = join(workspace, 'pnpm-workspace.yaml');
  const more = existsSync(pnpm) ? (parse(readFileSync(pnpm, 'utf8')) as { packages?: string[] } | null) : undefined;
  const globs = [...(Array.isArray(listed) ? listed : (listed.packages ?? [])), ...(more?.packages ?? [])];
  return globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/$/, ''));
}

function readJson<Content>(file: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Content;
  } catch {
    return undefined;
  }
}
