import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, type ProcessIdentity } from '@longshore/runtime';
import { lockState } from './state-lock';

describe('the lock of a state folder', () => {
  let folder: string;
  const leave = (holder: unknown) => writeFileSync(join(folder, 'cloud.pid'), JSON.stringify(holder));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'longshore-lock-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  test('keeps another cloud out while its process runs', async () => {
    leave(await identify(process.ppid));
    await expect(lockState(folder)).rejects.toMatchObject({ code: 'LS4002', fix: `kill ${process.ppid}` });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a process that has ended', () => Promise.resolve({ pid: 2 ** 22 + 1, startedAt: '1' })],
    ['one whose id another program has by now', async () => ({ ...(await parent()), startedAt: 'before' })],
    ['one that was killed while it wrote', () => Promise.resolve('half')],
  ])('is taken over from %s', async (_what, holder) => {
    leave(await holder());
    const unlock = await lockState(folder);
    expect(existsSync(join(folder, 'cloud.pid'))).toBe(true);
    unlock();
    expect(existsSync(join(folder, 'cloud.pid'))).toBe(false);
  });
});

const parent = async (): Promise<ProcessIdentity | undefined> => identify(process.ppid);
