import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitFolder } from '../testing/git-folder';
import { openHistory } from './history';

const unknown = 'e'.repeat(40);

describe('in a whole clone', () => {
  let repository: GitFolder;
  let commits: string[];
  beforeAll(() => {
    repository = GitFolder.create();
    commits = ['one', 'two', 'three'].map((subject) => repository.commit(subject));
  });
  afterAll(() => repository.remove());

  test('commits are told apart by which comes first', async () => {
    const [one = '', two = '', three = ''] = commits;
    const history = openHistory(repository.folder);
    expect(await history.head()).toBe(three);
    expect(await history.branch()).toBe('main');
    expect(await history.isAncestor(one, two)).toBe(true);
    expect(await history.isAncestor(two, one)).toBe(false);
    expect(await history.distance(one, three)).toBe(2);
    expect(await history.about(two)).toMatchObject({ subject: 'two' });
  });

  test('nothing is said of a commit that is not there, nor of what is no commit', async () => {
    const history = openHistory(repository.folder);
    for (const commit of [unknown, '--output=x', '']) {
      expect(await history.isAncestor(commit, commits[0] ?? '')).toBeUndefined();
      expect(await history.distance(commit, commits[0] ?? '')).toBeUndefined();
      expect(await history.about(commit)).toBeUndefined();
    }
  });
});

test('a shallow clone does not say no where what lies between two commits may be missing', async () => {
  const repository = GitFolder.create();
  const [one = '', two = '', three = ''] = ['one', 'two', 'three'].map((subject) => repository.commit(subject));
  const clone = repository.shallowClone(2);
  const history = openHistory(clone.folder);
  expect(await history.isShallow()).toBe(true);
  expect(await history.isAncestor(two, three)).toBe(true);
  expect(await history.isAncestor(three, two)).toBeUndefined();
  expect(await history.isAncestor(one, three)).toBeUndefined();
  repository.remove();
  clone.remove();
});

test('a folder without git knows nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-no-git-'));
  const history = openHistory(folder);
  expect(await history.head()).toBeUndefined();
  expect(await history.branch()).toBeUndefined();
  expect(await history.isAncestor(unknown, unknown)).toBeUndefined();
  rmSync(folder, { recursive: true });
});
