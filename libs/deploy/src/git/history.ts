import { lazily } from '../aws/connection';
import { askGit, noCommit, type NoCommit } from './git';
import { missingFrom, type Uncommitted, uncommittedIn } from './uncommitted';

/** What git says of a commit. */
export interface CommitInfo {
  /** First line of its message. */
  subject: string;
  /** ISO 8601. */
  committedAt: string;
}

/**
 * The history of a workspace. A shallow clone, or a folder without git, knows less; a repository that git refuses to
 * read is an error in each of its methods, LS1011.
 */
export interface History {
  /** The commit that is checked out; undefined where there is none. */
  head(): Promise<string | undefined>;
  /** Why no commit is checked out; undefined if one is. */
  noCommit(): Promise<NoCommit | undefined>;
  /** The files that differ from the commit; new files that git ignores do not count. */
  uncommitted(): Promise<Uncommitted[]>;
  /**
   * Of some files, those that the commit does not have with this content, whether git ignores them or not.
   * @param files relative to the folder
   */
  missing(files: readonly string[]): Promise<Uncommitted[]>;
  /** The commit that a name stands for, as `HEAD~1`; undefined where git knows none. */
  resolve(name: string): Promise<string | undefined>;
  /** The URL of the remote `origin`; undefined if there is none. */
  remote(): Promise<string | undefined>;
  /** The branch that is checked out; undefined on a detached head. */
  branch(): Promise<string | undefined>;
  /** Undefined for a commit that is not in this clone. */
  about(commit: string): Promise<CommitInfo | undefined>;
  /** Whether one commit comes before another or is the same; undefined where this clone cannot tell. */
  isAncestor(commit: string, of: string): Promise<boolean | undefined>;
  /** How many commits lead from one to another; undefined where this clone cannot tell. */
  distance(from: string, to: string): Promise<number | undefined>;
  /** How many commits lead to the one that is checked out, as far as this clone has them. */
  count(): Promise<number>;
  /** Whether older commits were left out of this clone. */
  isShallow(): Promise<boolean>;
}

/** Opens the history of the repository that a folder lies in. */
export function openHistory(folder: string): History {
  const git = async (...words: string[]) => {
    const answer = await askGit(folder, words);
    return { ...answer, output: answer.output.trim() };
  };
  const ask = (name: string) => git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  const resolve = async (name: string) => (await ask(name)).output || undefined;
  const isShallow = lazily(async () => (await git('rev-parse', '--is-shallow-repository')).output === 'true');
  return {
    head: () => resolve('HEAD'),
    noCommit: async () => {
      const { output, absent } = await ask('HEAD');
      return output ? undefined : noCommit(absent);
    },
    resolve,
    uncommitted: () => uncommittedIn(folder),
    missing: (files) => missingFrom(folder, files),
    remote: async () => (await git('config', '--get', 'remote.origin.url')).output || undefined,
    branch: async () => (await git('symbolic-ref', '--short', '--quiet', 'HEAD')).output || undefined,
    about: async (commit) => aboutOf((await git('show', '-s', '--format=%cI%n%s', `${safe(commit)}^{commit}`)).output),
    isAncestor: async (commit, of) => {
      const { code } = await git('merge-base', '--is-ancestor', safe(commit), safe(of));
      if (code === 0) return true;
      // A shallow clone may lack what lies between the two: its no is not to be relied on.
      return code === 1 && !(await isShallow()) ? false : undefined;
    },
    distance: async (from, to) => {
      const { code, output } = await git('rev-list', '--count', `${safe(from)}..${safe(to)}`);
      return code === 0 && !(await isShallow()) ? Number(output) : undefined;
    },
    count: async () => Number((await git('rev-list', '--count', 'HEAD')).output),
    isShallow,
  };
}

/** A commit comes from a tag that anybody may have written: what is no commit must not become an option of git. */
const safe = (commit: string): string => (/^[0-9a-f]{7,64}$/.test(commit) ? commit : '0'.repeat(40));

function aboutOf(output: string): CommitInfo | undefined {
  const [committedAt, subject = ''] = output.split('\n');
  return committedAt ? { committedAt, subject } : undefined;
}
