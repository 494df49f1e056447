import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What is checked out in a workspace. */
export interface Checkout {
  /** 40 hexadecimal digits; empty in a folder that is no git repository. */
  commit: string;
  /** Whether the files are those of the commit. */
  isClean: boolean;
  branch: string | undefined;
}

/** Where CI systems, which check out a commit, name its branch: GitHub, CircleCI, GitLab, Buildkite, Jenkins. */
const variables = ['GITHUB_REF_NAME', 'CIRCLE_BRANCH', 'CI_COMMIT_BRANCH', 'BUILDKITE_BRANCH', 'BRANCH_NAME'];

/** Reads what is checked out. */
export async function readCheckout(workspace: string, environment = process.env): Promise<Checkout> {
  const git = (...words: string[]) => promisify(execFile)('git', words, { cwd: workspace }).catch(() => undefined);
  const [head, status, branch] = await Promise.all([
    git('rev-parse', 'HEAD'),
    git('status', '--porcelain'),
    git('branch', '--show-current'),
  ]);
  const named = variables.map((variable) => environment[variable]).find(Boolean);
  return {
    commit: head?.stdout.trim() ?? '',
    isClean: status?.stdout === '',
    branch: branch?.stdout.trim() || named,
  };
}
