import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type ChangedFile } from './reach';

const run = promisify(execFile);

/** The files that the commits after a base have changed, each with the newest of those commits. */
export async function changedFiles(workspace: string, base: string): Promise<ChangedFile[]> {
  const words = ['log', '--format=%x00%h %s', '--name-only', '--no-renames', '-m', '--first-parent', `${base}..HEAD`];
  const { stdout } = await run('git', words, { cwd: workspace, maxBuffer: 256 * 1024 * 1024 });
  const newest = new Map<string, string>();
  for (const block of stdout.split('\0').slice(1)) {
    const [commit = '', ...files] = block.split('\n').filter(Boolean);
    for (const file of files) if (!newest.has(file)) newest.set(file, commit);
  }
  return [...newest].map(([file, commit]) => ({ file, commit }));
}
