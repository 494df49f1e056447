import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { askGit } from './git';

/** A mark in git's index that has git take a file for unchanged. */
export type Flag = 'assume-unchanged' | 'skip-worktree';

/**
 * The files that git is told to take for unchanged, by path. A sparse checkout marks those that it leaves out: they are
 * not there, and so in no image.
 * @param root folder of the repository
 */
export async function flaggedFiles(root: string): Promise<Map<string, Flag>> {
  const { output } = await askGit(root, ['ls-files', '-v', '-z']);
  const flagged = output.split('\0').flatMap((entry): [string, Flag][] => {
    const [tag, path] = [entry.slice(0, 1), entry.slice('H '.length)];
    const flag = flagOf(tag);
    return flag && (flag === 'assume-unchanged' || existsSync(join(root, path))) ? [[path, flag]] : [];
  });
  return new Map(flagged);
}

const flagOf = (tag: string): Flag | undefined => {
  if (tag === 'S') return 'skip-worktree';
  return /[a-z]/.test(tag) ? 'assume-unchanged' : undefined;
};

/** Does something with a copy of git's index that has no flags for some files; the clone's own stays as it is. */
export async function withoutFlags<Result>(
  root: string,
  files: string[],
  action: (variables: NodeJS.ProcessEnv) => Promise<Result>,
): Promise<Result> {
  const { output } = await askGit(root, ['rev-parse', '--git-path', 'index']);
  const folder = mkdtempSync(join(tmpdir(), 'longshore-index-'));
  const variables = { GIT_INDEX_FILE: join(folder, 'index') };
  try {
    copyIndex(resolve(root, output.trimEnd()), variables.GIT_INDEX_FILE);
    const input = files.map((file) => `${file}\0`).join('');
    for (const flag of ['--no-assume-unchanged', '--no-skip-worktree']) {
      await askGit(root, ['update-index', flag, '-z', '--stdin'], { variables, input });
    }
    return await action(variables);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With its time: git compares the content of files that were written in the moment of the index or after it. */
function copyIndex(index: string, to: string): void {
  const { atime, mtime } = statSync(index);
  copyFileSync(index, to);
  utimesSync(to, atime, mtime);
}
