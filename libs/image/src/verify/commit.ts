import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The commit that is checked out in a workspace; undefined where it is no git repository, or git is not there. */
export async function currentCommit(workspace: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: workspace });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
