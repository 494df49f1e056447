import { execFile, type ExecFileException } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';

/** Why git has no answer, if that is no error: there may be no repository, and a clone may lack a commit. */
export type Absence = 'not-installed' | 'no-repository' | 'no-commit';

/** The answer of a git command. */
export interface GitAnswer {
  /** The exit code; 0 is success, 1 is "no" for a command that tests something. */
  code: number;
  /** The standard output, as git wrote it. */
  output: string;
  absent?: Absence;
}

/** How a git command is run. */
export interface GitOptions {
  variables?: NodeJS.ProcessEnv;
  input?: string;
}

/**
 * Runs git in a folder. The only place that does: every error of git is told apart here.
 * @throws LS1011 if git refuses the repository or fails for another reason than a missing repository or commit
 */
export async function askGit(folder: string, words: string[], options: GitOptions = {}): Promise<GitAnswer> {
  const { failure, output, errors } = await runGit(folder, words, options);
  if (!failure) return { code: 0, output };
  const code = typeof failure.code === 'number' ? failure.code : 128;
  if (failure.code === 'ENOENT' && existsSync(folder)) return { code, output: '', absent: 'not-installed' };
  // A no may come with warnings, as of a file of settings that cannot be read.
  if (code === 1 && !/^(fatal|error):/m.test(errors)) return { code, output };
  const absent = absenceOf(folder, errors);
  if (absent) return { code, output: '', absent };
  throw refusal(words, errors || failure.message);
}

interface Ended {
  failure: ExecFileException | null;
  output: string;
  errors: string;
}

/** The messages are read, so they are asked for in English. `GIT_INDEX_FILE` is another index, as hooks of git have. */
function runGit(folder: string, words: string[], { variables, input }: GitOptions): Promise<Ended> {
  const { GIT_INDEX_FILE: _index, ...inherited } = process.env;
  const env = { ...inherited, LC_ALL: 'C', LANGUAGE: '', GIT_OPTIONAL_LOCKS: '0', ...variables };
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      words,
      { cwd: folder, env, maxBuffer: 256 * 1024 * 1024 },
      (failure, output, errors) => resolve({ failure, output, errors: errors.trim() }),
    );
    // A git that ends early closes the pipe; its exit code says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

function absenceOf(folder: string, errors: string): Absence | undefined {
  // With a `.git` that git does not take for one, `git init` is no fix.
  if (/not a git repository \(or any/.test(errors) && !existsSync(join(folder, '.git'))) return 'no-repository';
  const noCommit = /unknown revision|bad (revision|object)|not a valid (commit|object) name|invalid revision range/i;
  return noCommit.test(errors) ? 'no-commit' : undefined;
}

function refusal(words: string[], errors: string): LongshoreError {
  const path = /(?:dubious ownership in repository at|unsafe repository \()\s*'([^']+)'/.exec(errors)?.[1];
  if (path !== undefined) {
    return new LongshoreError('LS1011', {
      what: 'git refuses to read the repository',
      why: `dubious ownership: ${path} belongs to another user`,
      fix: `git config --global --add safe.directory ${quoted(path)}`,
    });
  }
  const command = ['git', ...words.filter((word) => !word.includes('=') && word !== '-c')].slice(0, 2).join(' ');
  return new LongshoreError('LS1011', { what: `${command} failed`, why: errors, fix: 'git status' });
}

const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path}'`);

/** Why no commit is checked out, and what to do about it. */
export interface NoCommit {
  why: string;
  fix: string;
}

/** @param absent undefined if there is a repository that has no commit yet */
export function noCommit(absent: Absence | undefined): NoCommit {
  if (absent === 'not-installed')
    return { why: 'git is not installed', fix: 'install git: https://git-scm.com/downloads' };
  if (absent === 'no-repository') {
    return { why: 'not a git repository', fix: 'git init && git add --all && git commit -m Start' };
  }
  return { why: 'there is no commit yet', fix: 'git add --all && git commit -m Start' };
}
