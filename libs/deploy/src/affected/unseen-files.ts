import { askGit } from '../git/git';

/** Between which commits `nx affected` looks for changes; without a head, the files that are in no commit count too. */
export interface CommitSpan {
  base: string;
  head?: string | undefined;
}

/** Where `nx affected` looks for changes. */
export type Span = CommitSpan | 'uncommitted' | 'untracked';

/**
 * The changed files that Nx does not see: it reads git's list line by line, where git quotes the names that it deems
 * unusual, and takes the quoted form for the name.
 * @throws LS1011
 */
export async function unseenFiles(workspace: string, span: Span): Promise<string[]> {
  const lists = await Promise.all((await listsOf(workspace, span)).map((words) => unseenIn(workspace, words)));
  return [...new Set(lists.flat())].sort();
}

const uncommitted = ['diff', '--name-only', '--no-renames', '--relative', 'HEAD', '.'];
const untracked = ['ls-files', '--others', '--exclude-standard'];

/** The commands by which Nx asks git. */
async function listsOf(workspace: string, span: Span): Promise<string[][]> {
  if (span === 'uncommitted') return [uncommitted];
  if (span === 'untracked') return [untracked];
  const { head = 'HEAD' } = span;
  const { output } = await askGit(workspace, ['merge-base', span.base, head]);
  const committed = ['diff', '--name-only', '--no-renames', '--relative', output.trim() || span.base, head];
  return span.head === undefined ? [committed, uncommitted, untracked] : [committed];
}

/**
 * The files of a workspace whose changes Nx would not see.
 * @param variables that Nx has besides those of this process
 * @throws LS1011
 */
export const unseenTracked = (workspace: string, variables: NodeJS.ProcessEnv): Promise<string[]> =>
  unseenIn(workspace, ['ls-files'], variables);

async function unseenIn(
  workspace: string,
  [command = '', ...options]: string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<string[]> {
  const [asNx, exact] = await Promise.all([
    askGit(workspace, [command, ...options], { variables }),
    askGit(workspace, [command, '-z', ...options]),
  ]);
  const seen = new Set(asNx.output.split('\n').map((line) => line.trim()));
  return exact.output.split('\0').filter((file) => file !== '' && !seen.has(file));
}

/** Whether Nx sees a file once git quotes no more names than it must. */
export const isSeenUnquoted = (file: string): boolean =>
  // eslint-disable-next-line no-control-regex -- git quotes control characters whatever its settings say
  !/[\u0000-\u001f"\\\u007f]/.test(file) && file.trim() === file;
