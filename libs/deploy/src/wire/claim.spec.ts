import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isHeld, startOnce } from './claim';
import { connectCoordinator } from './client';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-claim-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A coordinator that takes its time until it listens, and answers one call. */
const slow = `
  require('node:fs').appendFileSync(process.argv[1] + '/started', 'x');
  setTimeout(() => {
    const server = require('node:net').createServer((socket) => {
      socket.once('data', () => socket.end(JSON.stringify({ result: process.pid }) + '\\n'));
    });
    server.listen(process.argv[1] + '/socket');
  }, 1500);
  setTimeout(() => process.exit(), 30_000);
`;

/** A task of the run: starts the coordinator unless somebody has, and asks it. */
const task = `
  const { spawn } = require('node:child_process');
  const { startOnce, isHeld } = require(${JSON.stringify(join(__dirname, 'claim.ts'))});
  const { connectCoordinator } = require(${JSON.stringify(join(__dirname, 'client.ts'))});
  const folder = process.argv[1];
  startOnce(folder, 'local', () => {
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(slow)}, folder], { detached: true, stdio: 'ignore' });
    child.unref();
    return child.pid;
  });
  connectCoordinator(folder + '/socket', () => isHeld(folder, 'local')).plan('rooms').then((pid) => process.stdout.write(String(pid)));
`;

const runTask = async (): Promise<string> => {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', '-e', task, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (await text(child.stdout)).trim();
};

test('of tasks that need a slow coordinator at once, one starts it and all are answered', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, runTask));
  const pids = [...new Set(answers)];
  try {
    expect(pids).toEqual([expect.stringMatching(/^\d+$/)]);
    expect(readFileSync(join(folder, 'started'), 'utf8')).toBe('x');
    expect(isHeld(folder, 'local')).toBe(true);
  } finally {
    for (const pid of pids.filter(Number)) process.kill(Number(pid));
  }
}, 120_000);

test('another one is started where it has died, and none where it lives', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  const starts: number[] = [];
  const start = (pid = 0) => startOnce(folder, 'local', () => starts.push(pid) && pid);
  start(dead.pid);
  expect(isHeld(folder, 'local')).toBe(false);
  start(process.pid);
  start(process.pid);
  expect(starts).toEqual([dead.pid, process.pid]);
});

test('each environment of a run has its own', () => {
  startOnce(folder, 'local', () => process.pid);
  expect(isHeld(folder, 'local.other')).toBe(false);
});

test('a start that fails leaves the way free', () => {
  const failing = () => {
    throw new Error('no process could be started');
  };
  expect(() => startOnce(folder, 'local', failing)).toThrow('no process');
  expect(isHeld(folder, 'local')).toBe(false);
});

test('a coordinator that died before it listened is not waited for', async () => {
  const client = connectCoordinator(join(folder, 'socket'), () => isHeld(folder, 'local'));
  await expect(client.plan('rooms')).rejects.toMatchObject({ code: 'LS3201' });
}, 5_000);
