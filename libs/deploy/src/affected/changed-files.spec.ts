import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GitFolder } from '../testing/git-folder';
import { changedFiles } from './changed-files';

let repository: GitFolder;

beforeEach(() => (repository = GitFolder.create()));

afterEach(() => repository.remove());

const filesOf = async (base: string, folder = repository.folder) =>
  (await changedFiles(folder, base)).map(({ file, commit }) => `${file}: ${commit.replace(/^[0-9a-f]+ /, '')}`);

test('each file has the newest commit that changed it', async () => {
  const base = repository.commit('zero');
  repository.write('a', 'one');
  repository.write('b', 'one');
  repository.commit('one');
  repository.write('b', 'two');
  repository.commit('two');
  repository.commit('nothing');
  expect(await filesOf(base)).toEqual(['b: two', 'a: one']);
});

test('names are not quoted', async () => {
  const base = repository.commit('zero');
  const names = ['größe.ts', 'a "b".ts', 'a\tb', 'a\nb', '\nz', 'with space'];
  for (const name of names) repository.write(name, 'one');
  repository.commit('one');
  expect((await changedFiles(repository.folder, base)).map(({ file }) => file).sort()).toEqual(names.sort());
});

test('in a workspace in a folder of the repository, files are named from there, and others are left out', async () => {
  const base = repository.commit('zero');
  repository.write('shop/apps/rooms/main.ts', 'one');
  repository.write('other/main.ts', 'one');
  repository.commit('one');
  mkdirSync(join(repository.folder, 'shop'), { recursive: true });
  expect(await filesOf(base, join(repository.folder, 'shop'))).toEqual(['apps/rooms/main.ts: one']);
});

test('a file that a merge brought has the commit of the merge', async () => {
  const base = repository.commit('zero');
  repository.git('switch', '--quiet', '--create', 'other');
  repository.write('a', 'one');
  repository.commit('other');
  repository.git('switch', '--quiet', 'main');
  repository.write('b', 'one');
  repository.commit('main');
  const who = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com'];
  repository.git(...who, 'merge', '--quiet', '--no-ff', '-m', 'Merge other', 'other');
  expect(await filesOf(base)).toEqual(['a: Merge other', 'b: main']);
});
