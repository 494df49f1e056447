import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diagnose } from './check';
import { checkFree, checkGit, checkNode } from './machine';

describe('Node', () => {
  test.each([
    ['20.19.0', '>=20.19', 'ok'],
    ['20.20.2', '>=20.19', 'ok'],
    ['22.0.0', '>=20.19', 'ok'],
    ['20.9.0', '>=20.19', 'fail'],
    ['18.20.0', '>=20.19', 'fail'],
  ])('%s where %s is wanted: %s', (version, wanted, state) => {
    expect(checkNode(version, wanted).state).toBe(state);
  });
});

describe('git', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'longshore-doctor-'))));

  afterEach(() => rmSync(folder, { recursive: true }));

  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...words], { cwd: folder });

  test('a folder that is no repository fails', async () => {
    expect(await checkGit(folder)).toMatchObject({ state: 'fail', found: 'not a git repository' });
  });

  test('a repository without a commit fails, one with a commit does not', async () => {
    git('init', '--quiet');
    expect(await checkGit(folder)).toMatchObject({ state: 'fail', found: 'there is no commit yet' });
    git('commit', '--quiet', '--allow-empty', '--message', 'Start');
    expect(await checkGit(folder)).toEqual({ state: 'ok', found: 'whole history, commits: 1' });
  });

  test('one of another user fails, and the fix is the setting that trusts it', async () => {
    git('init', '--quiet');
    // Git's own switch for tests: everything belongs to another user.
    process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1';
    try {
      const [diagnosis] = await diagnose([{ name: 'git', look: () => checkGit(folder) }], new AbortController().signal);
      expect(diagnosis).toMatchObject({ state: 'fail', found: expect.stringContaining('dubious ownership') });
      expect(diagnosis?.fix).toBe(`git config --global --add safe.directory ${realpathSync(folder)}`);
    } finally {
      delete process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'];
    }
  });

  test('one with a file that Nx does not see by its name fails, and the fix has it seen', async () => {
    const { GIT_CONFIG_COUNT: count } = process.env;
    delete process.env['GIT_CONFIG_COUNT'];
    try {
      git('init', '--quiet');
      writeFileSync(join(folder, 'größe.ts'), '');
      git('add', '.');
      git('commit', '--quiet', '--message', 'Start');
      const { state, found, fix = '' } = await checkGit(folder);
      expect([state, found]).toEqual(['fail', 'nx affected does not see changes of 1 file, as "größe.ts"']);
      git(...fix.split(' ').slice(1));
      expect((await checkGit(folder)).state).toBe('ok');
      git('config', '--unset', 'core.quotepath');
      writeFileSync(
        join(folder, '.env'),
        'GIT_CONFIG_COUNT=1\nGIT_CONFIG_KEY_0=core.quotepath\nGIT_CONFIG_VALUE_0=false\n',
      );
      expect((await checkGit(folder)).state).toBe('ok');
      writeFileSync(join(folder, 'a"b.ts'), '');
      git('add', 'a"b.ts');
      expect(await checkGit(folder)).toMatchObject({ state: 'fail', fix: expect.stringContaining('git mv') });
    } finally {
      if (count !== undefined) process.env['GIT_CONFIG_COUNT'] = count;
    }
  });

  test('a clone that was cut off fails, and the fix fetches the rest', async () => {
    git('init', '--quiet', 'origin');
    for (const message of ['One', 'Two']) {
      git('-C', 'origin', 'commit', '--quiet', '--allow-empty', '--message', message);
    }
    git('clone', '--quiet', '--depth', '1', `file://${folder}/origin`, 'clone');
    const { state, fix = '' } = await checkGit(join(folder, 'clone'));
    expect(state).toBe('fail');
    const [, ...words] = fix.split(' ');
    git('-C', 'clone', ...words, '--quiet');
    expect((await checkGit(join(folder, 'clone'))).state).toBe('ok');
  });
});

describe('ports', () => {
  let server: Server;

  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  test('one that is taken fails, with the options that take others; it is free again afterwards', async () => {
    const { port } = server.address() as AddressInfo;
    expect(await checkFree({ 'lb-port': port })).toEqual({
      state: 'fail',
      found: `${port} taken by another process`,
      fix: 'npx longshore up --lb-port 0',
    });
    await new Promise((resolve) => server.close(resolve));
    expect(await checkFree({ 'lb-port': port })).toEqual({ state: 'ok', found: `free: ${port}` });
  });
});
