import { type Environment, LongshoreError } from '@longshore/model';
import { type NoCommit } from '../git/git';
import { type Uncommitted } from '../git/uncommitted';

/** Where a release comes from. */
export interface Origin {
  /** Whether a CI system runs it. */
  ci: boolean;
  /** Undefined where there is no telling. */
  branch?: string;
}

/** Where CI systems name the branch: GitHub, CircleCI, GitLab, Buildkite, Jenkins. */
const branchVariables = ['GITHUB_REF_NAME', 'CIRCLE_BRANCH', 'CI_COMMIT_BRANCH', 'BUILDKITE_BRANCH', 'BRANCH_NAME'];

/**
 * Where a release comes from: as the CI system says, which checks out a commit and no branch; else as git says.
 * @param checkedOut the branch that git has checked out
 */
export function originOf(variables: NodeJS.ProcessEnv, checkedOut: string | undefined): Origin {
  const ci = !['', '0', 'false', undefined].includes(variables['CI']);
  const named = isDispatched(variables) ? undefined : branchVariables.map((name) => variables[name]).find(Boolean);
  const isTag = variables['GITHUB_REF_TYPE'] === 'tag';
  const branch = ci && !isTag ? (named ?? checkedOut) : checkedOut;
  return { ci, ...(branch && { branch }) };
}

/** A workflow that is started by hand or by another repository checks out the branch that it ships, not its own. */
const isDispatched = ({ GITHUB_EVENT_NAME: event }: NodeJS.ProcessEnv): boolean =>
  event === 'workflow_dispatch' || event === 'repository_dispatch';

/**
 * What an environment demands of those who release to it: its branch, and CI.
 * @throws LS3108
 */
export function checkRules(service: string, { name, spec }: Environment, { ci, branch }: Origin): void {
  if (spec.rules.ciOnly && !ci) {
    throw refused(service, name, 'it takes releases from CI alone, and the variable CI is not set', {
      fix: `let CI release it; to go back at once: npx longshore rollback ${service} -e ${name}`,
    });
  }
  if (spec.branch && branch !== spec.branch) {
    const where = branch ? `this is ${branch}` : 'no branch is checked out';
    throw refused(service, name, `${spec.branch} ships to it, ${where}`, { fix: `git switch ${spec.branch}` });
  }
}

/** What of a release is in no commit. */
export interface Findings {
  /** Why there is no commit at all. */
  noCommit?: NoCommit | undefined;
  files: readonly Uncommitted[];
}

/**
 * Refuses to release what no commit has: nobody could tell later what is live, nor build it again.
 * @param findings undefined if there is nothing
 * @throws LS3126
 */
export function checkCommitted(service: string, { name }: Environment, findings: Findings | undefined): void {
  if (!findings) return;
  const { noCommit, files } = findings;
  const what = noCommit ? 'there is no commit' : 'files have changed that are in no commit';
  throw new LongshoreError('LS3126', {
    what: `${service} is not released to ${name}: ${what}`,
    why: [
      noCommit?.why ?? listOf(files),
      wayOut(files),
      'a release is known by its commit, and this one would be something else',
    ]
      .filter(Boolean)
      .join('\n'),
    fix: noCommit?.fix ?? fixOf(files),
  });
}

/** Files that an error names. */
const filesShown = 5;

function listOf(files: readonly Uncommitted[]): string {
  const lines = files
    .slice(0, filesShown)
    .map(({ file, hidden }) => (hidden ? `${file} (hidden from git status: ${hidden})` : file));
  return [...lines, ...(files.length > filesShown ? [`and ${files.length - filesShown} more`] : [])].join('\n');
}

const wayOut = ([first]: readonly Uncommitted[]): string | undefined =>
  first && 'commit them, undo their changes, or name in .dockerignore what no image needs';

function fixOf(files: readonly Uncommitted[]): string {
  const { file, hidden } = files.find((each) => each.hidden) ?? {};
  if (hidden === 'ignored') return `git add --force '${file}' && git commit -m 'Add ${file}' '${file}'`;
  if (hidden) return `git update-index --no-${hidden} '${file}' && git diff '${file}'`;
  return 'git status --short --untracked-files=all';
}

const refused = (service: string, environment: string, why: string, { fix }: { fix: string }): LongshoreError =>
  new LongshoreError('LS3108', { what: `${service} is not released to ${environment}: its rules refuse it`, why, fix });
