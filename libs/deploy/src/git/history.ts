import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { lazily } from '../aws/connection';

const run = promisify(execFile);

/** What git says of a commit. */
export interface CommitInfo {
  /** First line of its message. */
  subject: string;
  /** ISO 8601. */
  committedAt: string;
}

/** The history of a workspace. Nothing in it fails: a shallow clone, or a folder without git, knows less. */
export interface History {
  /** The commit that is checked out; undefined where there is none. */
  head(): Promise<string | undefined>;
  /** Whether the files are those of the commit; new files that git ignores do not count. */
  isClean(): Promise<boolean>;
  /** The commit that a name stands for, as `HEAD~1`; undefined where git knows none. */
  resolve(name: string): Promise<string | undefined>;
  /** The branch that is checked out; undefined on a detached head. */
  branch(): Promise<string | undefined>;
  /** Undefined for a commit that is not in this clone. */
  about(commit: string): Promise<CommitInfo | undefined>;
  /** Whether one commit comes before another or is the same; undefined where this clone cannot tell. */
  isAncestor(commit: string, of: string): Promise<boolean | undefined>;
  /** How many commits lead from one to another; undefined where this clone cannot tell. */
  distance(from: string, to: string): Promise<number | undefined>;
  /** Whether older commits were left out of this clone. */
  isShallow(): Promise<boolean>;
}

/** Opens the history of the repository that a folder lies in. */
export function openHistory(folder: string): History {
  const git = (...words: string[]) => ask(folder, words);
  const resolve = async (name: string) =>
    (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)).output || undefined;
  const isShallow = lazily(async () => (await git('rev-parse', '--is-shallow-repository')).output === 'true');
  return {
    head: () => resolve('HEAD'),
    resolve,
    isClean: async () => {
      const { code, output } = await git('status', '--porcelain');
      return code === 0 && output === '';
    },
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
    isShallow,
  };
}

/** A commit comes from a tag that anybody may have written: what is no commit must not become an option of git. */
const safe = (commit: string): string => (/^[0-9a-f]{7,64}$/.test(commit) ? commit : '0'.repeat(40));

function aboutOf(output: string): CommitInfo | undefined {
  const [committedAt, subject = ''] = output.split('\n');
  return committedAt ? { committedAt, subject } : undefined;
}

/** What git answers, and its exit code; where there is no git, that of a question it does not understand. */
async function ask(folder: string, words: string[]): Promise<{ code: number; output: string }> {
  try {
    const { stdout } = await run('git', words, { cwd: folder });
    return { code: 0, output: stdout.trim() };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { code: typeof code === 'number' ? code : 128, output: '' };
  }
}
