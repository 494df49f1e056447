import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitFolder } from '../testing/git-folder';
import { openHistory } from './history';

const file = 'apps/rooms/main.ts';
const variables = { ...process.env };
let repository: GitFolder;

beforeEach(() => {
  repository = GitFolder.create();
  repository.write(file, 'one');
  repository.write('.gitignore', '*.local.ts\n');
  repository.commit('one');
});

afterEach(() => {
  process.env = { ...variables };
  repository.remove();
});

const secondOfChange = (path: string): number => Math.floor(statSync(path).ctimeMs / 1000);
const uncommitted = (folder = repository.folder) => openHistory(folder).uncommitted();
const missing = (...files: string[]) => openHistory(repository.folder).missing(files);

test('the files of the commit are in it', async () => {
  expect(await uncommitted()).toEqual([]);
  expect(await missing(file)).toEqual([]);
});

test.each<[string, string, () => void]>([
  ['changed', file, () => repository.write(file, 'two')],
  ['deleted', file, () => rmSync(join(repository.folder, file))],
  ['new', 'apps/rooms/new.ts', () => repository.write('apps/rooms/new.ts', '')],
  [
    'staged',
    file,
    () => {
      repository.write(file, 'two');
      repository.git('add', '.');
    },
  ],
  ['new, with a name that git quotes', 'apps/größe "1"\t.ts', () => repository.write('apps/größe "1"\t.ts', '')],
])('a file that is %s is not', async (_what, changed, change) => {
  change();
  expect(await uncommitted()).toEqual([{ file: changed }]);
});

describe('a setting does not hide', () => {
  test.each([
    ['status.showUntrackedFiles', 'no'],
    ['core.untrackedCache', 'true'],
    ['status.relativePaths', 'false'],
  ])('a new file: %s=%s', async (name, value) => {
    repository.git('config', name, value);
    repository.write('apps/rooms/new.ts', '');
    expect(await uncommitted()).toEqual([{ file: 'apps/rooms/new.ts' }]);
    expect(await missing('apps/rooms/new.ts')).toEqual([{ file: 'apps/rooms/new.ts' }]);
  });

  test('a change that keeps size and time, as where git compares no more than those', async () => {
    repository.git('config', 'core.checkStat', 'minimal');
    repository.git('config', 'core.trustctime', 'false');
    const path = join(repository.folder, file);
    utimesSync(path, 1e9, 1e9);
    repository.git('update-index', '--refresh');
    const before = secondOfChange(path);
    // Git's index knows seconds: a change within the same one is no test.
    for (let tries = 0; secondOfChange(path) === before && tries < 1e6; tries += 1) {
      repository.write(file, 'two');
      utimesSync(path, 1e9, 1e9);
    }
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(await uncommitted()).toEqual([{ file }]);
  });

  test('a mode', async () => {
    repository.git('config', 'core.fileMode', 'false');
    writeFileSync(join(repository.folder, 'run.sh'), '', { mode: 0o755 });
    repository.git('add', '--chmod=-x', 'run.sh');
    repository.git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'two');
    expect(await uncommitted()).toEqual([{ file: 'run.sh' }]);
  });

  test('a change in a submodule', async () => {
    const module = GitFolder.create();
    module.write('index.ts', 'one');
    module.commit('one');
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', module.folder, 'libs/shared');
    repository.git('config', '--file', '.gitmodules', 'submodule.libs/shared.ignore', 'all');
    repository.commit('two');
    expect(await missing('libs/shared/index.ts')).toEqual([]);
    repository.write('libs/shared/index.ts', 'two');
    expect(await uncommitted()).toEqual([{ file: 'libs/shared' }]);
    expect(await missing('libs/shared/index.ts')).toEqual([{ file: 'libs/shared/index.ts' }]);
    module.remove();
  });
});

describe.each(['assume-unchanged', 'skip-worktree'] as const)('the flag %s', (flag) => {
  test('does not hide a change, and stays as it is', async () => {
    repository.git('update-index', `--${flag}`, file);
    expect(await uncommitted()).toEqual([]);
    repository.write(file, 'two');
    expect(await uncommitted()).toEqual([{ file, hidden: flag }]);
    expect(await missing(file)).toEqual([{ file, hidden: flag }]);
    expect(repository.git('ls-files', '-v', file)).not.toMatch(/^H/);
    expect(repository.git('status', '--porcelain')).toBe('');
  });
});

test('what a sparse checkout leaves out is not taken for deleted; what it has and changed is found', async () => {
  repository.write('docs/guide.md', 'one');
  repository.commit('two');
  repository.git('sparse-checkout', 'set', 'apps');
  expect(await uncommitted()).toEqual([]);
  repository.write('docs/guide.md', 'two');
  expect((await uncommitted()).map((each) => each.file)).toEqual(['docs/guide.md']);
});

describe('a file of the image that git ignores is in no commit', () => {
  const ignored = 'apps/rooms/secret.ts';
  test.each<[string, () => void]>([
    ['by .gitignore', () => repository.write('.gitignore', `*.local.ts\n${ignored}\n`)],
    ['by .git/info/exclude', () => repository.write('.git/info/exclude', ignored)],
    [
      "by a person's own list",
      () => {
        repository.write('.git/mine', ignored);
        repository.git('config', 'core.excludesFile', join(repository.folder, '.git/mine'));
      },
    ],
    ['by a list that ignores itself', () => repository.write('apps/rooms/.gitignore', '.gitignore\nsecret.ts\n')],
  ])('%s', async (_what, ignore) => {
    ignore();
    repository.commit('ignore');
    repository.write(ignored, '');
    expect(await uncommitted()).toEqual([]);
    expect(await missing(file, ignored)).toEqual([{ file: ignored, hidden: 'ignored' }]);
  });
});

test('in a folder of the repository, files are named from there', async () => {
  const shop = join(repository.folder, 'apps');
  repository.write(file, 'two');
  repository.write('README.md', '');
  expect(await uncommitted(shop)).toEqual([{ file: 'rooms/main.ts' }, { file: '../README.md' }]);
  expect(await openHistory(shop).missing(['rooms/main.ts'])).toEqual([{ file: 'rooms/main.ts' }]);
});

test('the index of a hook of git is not the one that is asked', async () => {
  mkdirSync(join(repository.folder, '.git/hook'));
  process.env['GIT_INDEX_FILE'] = join(repository.folder, '.git/hook/index');
  expect(await uncommitted()).toEqual([]);
});
