import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { FixtureWorkspace } from '../testing/workspace';
import { Archives } from './archives';
import { checkPackages } from './check-packages';

describe('a second look at node_modules', () => {
  let workspace: FixtureWorkspace;
  let opened: jest.SpyInstance;

  beforeEach(() => {
    workspace = new FixtureWorkspace();
    opened = jest.spyOn(Archives.prototype, 'files');
  });
  afterEach(() => {
    jest.restoreAllMocks();
    workspace.remove();
  });

  const check = () => checkPackages(workspace.hello, new PassThrough());
  /** Files are trusted by their times only if they are older than the clock is coarse. */
  const later = () => {
    const now = Date.now() + 60_000;
    jest.spyOn(Date, 'now').mockReturnValue(now);
  };

  it('opens no archive if nothing changed', async () => {
    later();
    await check();
    expect(opened).toHaveBeenCalledTimes(2);
    await check();
    expect(opened).toHaveBeenCalledTimes(2);
  });

  it('opens the archives of changed packages alone', async () => {
    later();
    await check();
    appendFileSync(join(workspace.folder, 'node_modules/greeter/index.js'), '\n');
    await expect(check()).rejects.toMatchObject({ code: 'LS2012' });
    expect(opened).toHaveBeenCalledTimes(3);
  });

  it('opens the archives again of packages that were installed a moment ago', async () => {
    await check();
    await check();
    expect(opened).toHaveBeenCalledTimes(4);
  });

  it('opens the archive of a package that the lockfile names by another hash', async () => {
    later();
    await check();
    workspace.package('node_modules/punctuation', { version: '1.0.3', files: { 'a.js': '' } });
    await expect(check()).resolves.toBeUndefined();
    expect(opened).toHaveBeenCalledTimes(3);
  });
});
