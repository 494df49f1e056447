import { askGit } from '../git/git';

/** A file that was changed, and the newest commit that did. */
export interface ChangedFile {
  /** Relative to the workspace. */
  file: string;
  /** Its short name and the first line of its message. */
  commit: string;
}

/** A character that begins a commit in the list, as no file name does. */
const mark = '\u0001';

const log = ['log', '-z', '--format=%x01%h %s', '--name-only', '--no-renames', '--relative', '-m', '--first-parent'];

/**
 * The files of a workspace that the commits after a base have changed, each with the newest of those commits.
 * @throws LS1011
 */
export async function changedFiles(workspace: string, base: string): Promise<ChangedFile[]> {
  const { output } = await askGit(workspace, [...log, '--end-of-options', `${base}..HEAD`]);
  const newest = new Map<string, string>();
  for (const block of output.split(`\0${mark}`)) {
    const [head = '', first = '', ...others] = block.split('\0');
    const commit = head.startsWith(mark) ? head.slice(mark.length) : head;
    // A line break divides a commit from its first file.
    const files = [first.slice(1), ...others].filter(Boolean);
    for (const file of files) if (!newest.has(file)) newest.set(file, commit);
  }
  return [...newest].map(([file, by]) => ({ file, commit: by }));
}
