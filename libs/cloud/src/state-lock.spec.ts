import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { identify, type ProcessIdentity } from '@longshore/runtime';
import { lockState } from './state-lock';

jest.setTimeout(60_000);

describe('the lock of a state folder', () => {
  let folder: string;
  const leave = (holder: unknown) => writeFileSync(join(folder, 'cloud.1.pid'), JSON.stringify(holder));

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
    expect(holderIn(folder)).toMatchObject({ pid: process.pid });
    unlock();
    expect(holderIn(folder)).toEqual({});
  });

  test('goes to one of many processes that start at the same moment, also over what a killed one left', async () => {
    leave({ pid: 2 ** 22 + 1, startedAt: '1' });
    const script = `
      const { lockState } = require('./state-lock.ts');
      process.stdin.once('data', () => lockState(process.argv[1]).then(
        () => { console.log('holds'); setInterval(() => {}, 1000); },
        ({ code }) => { console.log(code); process.exit(); }));
      console.log('ready');`;
    const starts = Array.from({ length: 5 }, () => {
      const child = spawn(process.execPath, ['-r', '@swc-node/register', '-e', script, folder], { cwd: __dirname });
      return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
    });
    await Promise.all(starts.map(({ lines }) => lines.next()));
    for (const { child } of starts) child.stdin.write('go');
    const words = await Promise.all(starts.map(async ({ lines }) => String((await lines.next()).value)));
    for (const { child } of starts) child.kill('SIGKILL');
    expect(words.toSorted()).toEqual(['LS4002', 'LS4002', 'LS4002', 'LS4002', 'holds']);
  });
});

function holderIn(folder: string): unknown {
  const [file = '', ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

const parent = async (): Promise<ProcessIdentity | undefined> => identify(process.ppid);
