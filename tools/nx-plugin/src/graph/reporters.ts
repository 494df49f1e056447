import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type NxJsonConfiguration, type TargetConfiguration } from '@nx/devkit';
import { testResultsFile } from '@longshore/model';
import picomatch from 'picomatch';
import { parse } from 'yaml';

/** The file by which Nx's own plugin finds out that a project has tests of Jest. */
export const jestConfigGlob = '**/jest.config.{cjs,mjs,js,cts,mts,ts}';

const jestReporter = '@longshore/nx/jest-reporter.cjs';

/** A target as far as a project's own files have it. */
interface OwnTarget {
  executor?: unknown;
  command?: unknown;
}

/**
 * The target that runs the tests of a project, with a reporter that records their results.
 * @param config a file that Nx's plugin for Jest looks for, relative to the workspace
 * @returns undefined if no target of Jest runs them: such tests report by themselves
 */
export function reportedTests(
  workspace: string,
  nxJson: NxJsonConfiguration,
  config: string,
): Record<string, TargetConfiguration> | undefined {
  const root = dirname(config);
  const inferred = inferredTarget(nxJson, config);
  const name = inferred ?? 'test';
  const options = optionsFor(ownTarget(workspace, root, name), inferred !== undefined);
  return options && { [name]: { options, outputs: [`{workspaceRoot}/${testResultsFile(root)}`] } };
}

function optionsFor(own: OwnTarget = {}, isInferred: boolean): object | undefined {
  if (own.executor === '@nx/jest:jest') return { reporters: ['default', jestReporter] };
  const isOwn = own.executor !== undefined || own.command !== undefined;
  return isOwn || !isInferred ? undefined : { args: ['--reporters=default', `--reporters=${jestReporter}`] };
}

/** The name of the target that Nx's plugin for Jest infers from a file; undefined if it infers none. */
function inferredTarget({ plugins = [] }: NxJsonConfiguration, config: string): string | undefined {
  for (const each of plugins) {
    const { plugin, include, exclude, options } = typeof each === 'string' ? { plugin: each } : each;
    if (plugin !== '@nx/jest/plugin' && plugin !== '@nx/jest') continue;
    const isIncluded =
      (!include || picomatch.isMatch(config, include)) && !(exclude && picomatch.isMatch(config, exclude));
    if (isIncluded) return (options as { targetName?: string } | undefined)?.targetName ?? 'test';
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
