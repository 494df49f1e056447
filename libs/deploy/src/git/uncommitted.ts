import { posix } from 'node:path';
import { askGit } from './git';
import { type Flag, flaggedFiles, withoutFlags } from './index-flags';

/** A file that the commit does not have with this content. */
export interface Uncommitted {
  /** Relative to the folder that was asked for, as `../README.md`. */
  file: string;
  /** What keeps `git status` from listing it: a flag of git's index, or a pattern of files to ignore. */
  hidden?: Flag | 'ignored';
}

/**
 * Settings that decide what git takes for changed, with the values that hide nothing: those of a person, or of the
 * clone, must not decide what is released.
 */
const strict = [
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.ignoreStat=false',
  'core.checkStat=default',
  'core.trustctime=true',
  // Windows has no modes.
  ...(process.platform === 'win32' ? [] : ['core.fileMode=true']),
].flatMap((setting) => ['-c', setting]);

const status = [
  ...strict,
  'status',
  '--porcelain',
  '-z',
  '--no-renames',
  '--untracked-files=all',
  '--ignore-submodules=none',
  '--no-ahead-behind',
];

/**
 * The files that differ from the commit that is checked out, whatever the settings of git and the flags of its index
 * say. New files that git ignores do not count.
 * @throws LS1011
 */
export async function uncommittedIn(folder: string): Promise<Uncommitted[]> {
  const { output, absent } = await askGit(folder, ['rev-parse', '--show-toplevel', '--show-prefix']);
  if (absent) return [];
  const [root = '', prefix = ''] = output.split('\n');
  const flags = await flaggedFiles(root);
  const paths =
    flags.size === 0
      ? await changedPaths(root, {})
      : await withoutFlags(root, [...flags.keys()], (variables) => changedPaths(root, variables));
  return paths.map((path) => {
    const hidden = flags.get(path);
    return { file: posix.relative(prefix, path), ...(hidden && { hidden }) };
  });
}

/**
 * Of some files, relative to a folder, those that the commit does not have with the content that they have now, whether
 * git ignores them or not.
 * @throws LS1011
 */
export async function missingFrom(folder: string, files: readonly string[]): Promise<Uncommitted[]> {
  if (files.length === 0) return [];
  const [tree, all] = await Promise.all([askGit(folder, ['ls-tree', '-r', '-z', 'HEAD', '.']), uncommittedIn(folder)]);
  const { held, modules } = readTree(tree.output);
  const changed = new Map(all.map((each) => [each.file, each]));
  return files.flatMap((file) => {
    const module = modules.find((path) => file.startsWith(`${path}/`));
    const found = changed.get(module ?? file);
    if (found) return [{ ...found, file }];
    return module !== undefined || held.has(file) ? [] : [{ file, hidden: 'ignored' as const }];
  });
}

/** The files of a tree, and its submodules: their files are held by commits of their own. */
function readTree(output: string): { held: Set<string>; modules: string[] } {
  const entries = output.split('\0').map((entry) => {
    const tab = entry.indexOf('\t');
    return { isModule: entry.slice(0, tab).includes(' commit '), path: entry.slice(tab + 1) };
  });
  const held = new Set(entries.map(({ path }) => path));
  return { held, modules: entries.flatMap(({ isModule, path }) => (isModule ? [path] : [])) };
}

async function changedPaths(root: string, variables: NodeJS.ProcessEnv): Promise<string[]> {
  const { output } = await askGit(root, status, { variables });
  return output
    .split('\0')
    .filter(Boolean)
    .map((entry) => entry.slice('XY '.length));
}
