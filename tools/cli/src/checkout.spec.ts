import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCheckout } from './checkout';

describe('readCheckout', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'longshore-checkout-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, encoding: 'utf8' }).trim();
  const commit = () => {
    git('init', '--quiet', '--initial-branch=develop');
    writeFileSync(join(folder, 'file'), 'one');
    git('add', '.');
    git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'Start');
  };

  it('names commit and branch', async () => {
    commit();
    expect(await readCheckout(folder, {})).toEqual({
      commit: git('rev-parse', 'HEAD'),
      isClean: true,
      origin: { ci: false, branch: 'develop' },
    });
  });

  it('tells files that differ from the commit', async () => {
    commit();
    writeFileSync(join(folder, 'file'), 'two');
    expect((await readCheckout(folder, {})).isClean).toBe(false);
  });

  it('takes the branch from CI where a commit is checked out', async () => {
    commit();
    git('checkout', '--quiet', '--detach');
    expect((await readCheckout(folder, {})).origin).toEqual({ ci: false });
    const { origin } = await readCheckout(folder, { CI: 'true', CIRCLE_BRANCH: 'develop' });
    expect(origin).toEqual({ ci: true, branch: 'develop' });
  });

  it('says nothing of a folder that is no repository', async () => {
    expect(await readCheckout(folder, {})).toEqual({ commit: '', isClean: false, origin: { ci: false } });
  });
});
