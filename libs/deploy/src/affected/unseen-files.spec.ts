import { GitFolder } from '../testing/git-folder';
import { isSeenUnquoted, unseenFiles, unseenTracked } from './unseen-files';

const variables = { ...process.env };
let repository: GitFolder;
let base: string;

beforeEach(() => {
  // Nx's settings for everyone in this workspace turn quoting off.
  for (const name of Object.keys(process.env)) if (name.startsWith('GIT_CONFIG_')) delete process.env[name];
  repository = GitFolder.create();
  base = repository.commit('one');
});

afterEach(() => {
  process.env = { ...variables };
  repository.remove();
});

const names = ['apps/größe.ts', 'apps/naïve/README.md', 'apps/日本.ts'];
const stubborn = ['apps/a"b.ts', 'apps/a\tb.ts', 'apps/a\nb.ts', 'apps/a\\b.ts', 'apps/ends '];

test.each(names)('a committed file %j is unseen until git does not quote it', async (name) => {
  repository.write(name, 'one');
  repository.write('apps/plain name, or so.ts', 'one');
  repository.commit('two');
  expect(await unseenFiles(repository.folder, { base })).toEqual([name]);
  expect(await unseenFiles(repository.folder, { base, head: 'HEAD' })).toEqual([name]);
  expect(isSeenUnquoted(name)).toBe(true);
  repository.git('config', 'core.quotepath', 'false');
  expect(await unseenFiles(repository.folder, { base })).toEqual([]);
});

test.each(stubborn)('a committed file %j is unseen whatever git quotes', async (name) => {
  repository.git('config', 'core.quotepath', 'false');
  repository.write(name, 'one');
  repository.commit('two');
  expect(await unseenFiles(repository.folder, { base, head: 'HEAD' })).toEqual([name]);
  expect(isSeenUnquoted(name)).toBe(false);
});

test('a setting in the variables of the process counts, as it does for Nx', async () => {
  repository.write('größe.ts', 'one');
  repository.commit('two');
  const setting = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.quotepath', GIT_CONFIG_VALUE_0: 'false' };
  Object.assign(process.env, setting);
  expect(await unseenFiles(repository.folder, { base })).toEqual([]);
});

test('files that are in no commit count where Nx counts them', async () => {
  repository.write('größe.ts', 'one');
  repository.commit('two');
  repository.write('größe.ts', 'two');
  repository.write('neu größe.ts', 'two');
  const unseen = (span: Parameters<typeof unseenFiles>[1]) => unseenFiles(repository.folder, span);
  expect(await unseen('uncommitted')).toEqual(['größe.ts']);
  expect(await unseen('untracked')).toEqual(['neu größe.ts']);
  expect(await unseen({ base: 'HEAD' })).toEqual(['größe.ts', 'neu größe.ts']);
  expect(await unseen({ base: 'HEAD', head: 'HEAD' })).toEqual([]);
});

test('a deleted file is unseen too', async () => {
  repository.write('größe.ts', 'one');
  const two = repository.commit('two');
  repository.git('rm', '--quiet', 'größe.ts');
  repository.commit('three');
  expect(await unseenFiles(repository.folder, { base: two })).toEqual(['größe.ts']);
});

test('as Nx does, changes count from where two branches part', async () => {
  repository.git('switch', '--quiet', '--create', 'other');
  repository.write('größe.ts', 'one');
  const other = repository.commit('other');
  repository.git('switch', '--quiet', 'main');
  repository.write('plain.ts', 'one');
  repository.commit('two');
  expect(await unseenFiles(repository.folder, { base: other })).toEqual([]);
});

test('files are known that Nx would not see if they changed', async () => {
  for (const file of ['größe.ts', 'plain.ts', 'a"b.ts']) repository.write(file, 'one');
  repository.commit('two');
  expect(await unseenTracked(repository.folder, {})).toEqual(['a"b.ts', 'größe.ts']);
  const setting = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.quotepath', GIT_CONFIG_VALUE_0: 'false' };
  expect(await unseenTracked(repository.folder, setting)).toEqual(['a"b.ts']);
});
