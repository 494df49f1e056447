import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { nxProgram } from './nx-program';
import { type CommitSpan } from './unseen-files';

const run = promisify(execFile);

/** Runs the Nx of a workspace and returns what it prints. */
export async function askNx(workspace: string, words: string[]): Promise<string> {
  const nx = nxProgram(workspace);
  // What is asked for decides, not what the run around it is about.
  const { NX_BASE: _base, NX_HEAD: _head, ...variables } = process.env;
  const { stdout } = await run(process.execPath, [nx, ...words], {
    cwd: workspace,
    env: variables,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/**
 * The projects that Nx takes for affected.
 * @param by a span of commits as Nx sees it, or files, whatever their names
 * @param words options of `nx show projects`
 */
export async function affectedProjects(
  workspace: string,
  by: CommitSpan | readonly string[],
  words: readonly string[] = [],
): Promise<string[]> {
  const show = ['show', 'projects', '--affected', '--json', ...words, ...(isFiles(by) ? namesOf(by) : spanOf(by))];
  return JSON.parse(await askNx(workspace, show)) as string[];
}

const isFiles = (by: CommitSpan | readonly string[]): by is readonly string[] => Array.isArray(by);

/** One name alone would be split at its commas: of two, Nx splits none. */
const namesOf = (files: readonly string[]): string[] =>
  [...files, ...files.slice(0, 1)].map((file) => `--files=${file}`);

const spanOf = ({ base, head }: CommitSpan): string[] => [`--base=${base}`, ...(head ? [`--head=${head}`] : [])];
