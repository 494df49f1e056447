import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLongshoreError } from '@longshore/model';
import { GitFolder } from '../testing/git-folder';
import { openHistory } from './history';

const variables = { ...process.env };
let folder: string;

beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'longshore-no-git-')))));

afterEach(() => {
  process.env = { ...variables };
  rmSync(folder, { recursive: true });
});

const errorOf = (asked: Promise<unknown>) =>
  asked.then(
    () => undefined,
    (error: unknown) => error,
  );

test('a folder without a repository has no commit, and git init is the fix', async () => {
  expect(await openHistory(folder).head()).toBeUndefined();
  expect(await openHistory(folder).noCommit()).toMatchObject({
    why: 'not a git repository',
    fix: expect.stringMatching(/^git init/),
  });
});

test('a machine without git says so', async () => {
  process.env['PATH'] = folder;
  expect(await openHistory(folder).head()).toBeUndefined();
  expect(await openHistory(folder).noCommit()).toMatchObject({ why: 'git is not installed' });
});

test('a folder that does not exist is not taken for a machine without git', async () => {
  expect(isLongshoreError(await errorOf(openHistory(join(folder, 'gone')).head()))).toBe(true);
});

describe('in a repository', () => {
  let repository: GitFolder;
  beforeEach(() => (repository = GitFolder.create()));
  afterEach(() => repository.remove());

  test('a branch without a commit is told from a folder without a repository', async () => {
    expect(await openHistory(repository.folder).noCommit()).toMatchObject({
      why: 'there is no commit yet',
      fix: expect.stringMatching(/^git add/),
    });
    repository.commit('one');
    expect(await openHistory(repository.folder).noCommit()).toBeUndefined();
  });

  test('a revision that is not there is no error', async () => {
    repository.commit('one');
    const history = openHistory(repository.folder);
    expect(await history.resolve('nosuch')).toBeUndefined();
    expect(await history.about('e'.repeat(40))).toBeUndefined();
    expect(await history.distance('e'.repeat(40), 'f'.repeat(40))).toBeUndefined();
  });

  test('a no that comes with a warning is a no', async () => {
    repository.commit('one');
    // Writes to stderr what git does.
    process.env['GIT_TRACE'] = '1';
    expect(await openHistory(repository.folder).resolve('nosuch')).toBeUndefined();
    expect(await openHistory(repository.folder).isAncestor('e'.repeat(40), 'f'.repeat(40))).toBeUndefined();
  });

  test('one of another user is refused by name in every question, with the setting that trusts it', async () => {
    repository.commit('one');
    // Git's own switch for tests: everything belongs to another user.
    process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1';
    const history = openHistory(repository.folder);
    const questions = ['head', 'noCommit', 'uncommitted', 'branch', 'isShallow'] as const;
    for (const question of questions) {
      expect(await errorOf(history[question]())).toMatchObject({
        code: 'LS1011',
        why: expect.stringContaining('dubious ownership'),
        fix: `git config --global --add safe.directory ${repository.folder}`,
      });
    }
  });

  test('the error is understood in every language of the machine', async () => {
    Object.assign(process.env, { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1', LANGUAGE: 'de', LC_ALL: 'de_DE.UTF-8' });
    expect(await errorOf(openHistory(repository.folder).head())).toMatchObject({
      fix: expect.stringContaining('safe.directory'),
    });
  });

  test('one that is broken is shown as git shows it, and git init is no fix', async () => {
    repository.commit('one');
    rmSync(join(repository.folder, '.git/HEAD'));
    const error = await errorOf(openHistory(repository.folder).noCommit());
    expect(error).toMatchObject({
      code: 'LS1011',
      why: expect.stringContaining('not a git repository'),
      fix: 'git status',
    });
  });

  test('any other error is shown as it is', async () => {
    repository.commit('one');
    repository.write('.git/config', '[core');
    expect(await errorOf(openHistory(repository.folder).head())).toMatchObject({
      code: 'LS1011',
      why: expect.stringContaining('bad config'),
    });
  });

  test('a folder below it is part of it', async () => {
    const one = repository.commit('one');
    mkdirSync(join(repository.folder, 'shop'));
    expect(await openHistory(join(repository.folder, 'shop')).head()).toBe(one);
  });
});
