import { errorOf } from '../testing/error-of';
import { staging } from '../testing/rooms';
import { checkCommitted, checkRules, originOf } from './rules';

describe('a release comes from', () => {
  test.each<[string, NodeJS.ProcessEnv, string | undefined, object]>([
    ['the branch that is checked out', {}, 'main', { ci: false, branch: 'main' }],
    [
      'the branch that CI names, though none is checked out',
      { CI: 'true', CIRCLE_BRANCH: 'main' },
      undefined,
      { ci: true, branch: 'main' },
    ],
    [
      'no branch, where CI builds a tag',
      { CI: 'true', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'main' },
      undefined,
      { ci: true },
    ],
    [
      'the branch that a workflow has checked out that another repository started',
      { CI: 'true', GITHUB_EVENT_NAME: 'repository_dispatch', GITHUB_REF_NAME: 'main' },
      'develop',
      { ci: true, branch: 'develop' },
    ],
    [
      'the branch that a workflow has checked out that was started by hand',
      { CI: 'true', GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_REF_NAME: 'main' },
      'develop',
      { ci: true, branch: 'develop' },
    ],
    [
      'a person, who may have variables of CI',
      { CI: 'false', CIRCLE_BRANCH: 'main' },
      'mine',
      { ci: false, branch: 'mine' },
    ],
  ])('%s', (_what, variables, checkedOut, origin) => {
    expect(originOf(variables, checkedOut)).toEqual(origin);
  });
});

describe('an environment', () => {
  test('that one branch ships to refuses every other', () => {
    const environment = staging({ branch: 'main' });
    expect(() => checkRules('rooms', environment, { ci: false, branch: 'main' })).not.toThrow();
    for (const origin of [{ ci: true, branch: 'mine' }, { ci: true }]) {
      const error = errorOf(() => checkRules('rooms', environment, origin));
      expect(error).toMatchObject({ code: 'LS3108', fix: 'git switch main' });
    }
  });

  test('that takes releases from CI alone refuses a person', () => {
    const environment = staging({ rules: { ciOnly: true } });
    expect(() => checkRules('rooms', environment, { ci: true })).not.toThrow();
    expect(errorOf(() => checkRules('rooms', environment, { ci: false })).code).toBe('LS3108');
  });

  test('takes what a commit has, and names what it has not', () => {
    expect(() => checkCommitted('rooms', staging(), undefined)).not.toThrow();
    expect(errorOf(() => checkCommitted('rooms', staging(), { files: [{ file: 'a.ts' }] }))).toMatchObject({
      code: 'LS3126',
      what: 'rooms is not released to staging: files have changed that are in no commit',
      why: expect.stringMatching(/^a\.ts$/m),
      fix: expect.stringContaining('git status'),
    });
  });

  test.each([
    ['assume-unchanged', /^git update-index --no-assume-unchanged 'a\.ts'/],
    ['skip-worktree', /^git update-index --no-skip-worktree 'a\.ts'/],
    ['ignored', /^git add --force 'a\.ts'/],
  ] as const)('names what hides a file from git status: %s', (hidden, fix) => {
    const error = errorOf(() => checkCommitted('rooms', staging(), { files: [{ file: 'a.ts', hidden }] }));
    expect(error.why).toContain(`a.ts (hidden from git status: ${hidden})`);
    expect(error.fix).toMatch(fix);
  });

  test('says why there is no commit', () => {
    const noCommit = { why: 'git is not installed', fix: 'install git' };
    const error = errorOf(() => checkCommitted('rooms', staging(), { noCommit, files: [] }));
    expect(error).toMatchObject({ why: expect.stringContaining('git is not installed'), fix: 'install git' });
  });

  test('without rules takes any', () => {
    expect(() => checkRules('rooms', staging(), { ci: false })).not.toThrow();
  });
});
