import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goesOn } from './interrupted';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-interrupted-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const program = `
  const { leaveOnSignal } = require(${JSON.stringify(join(__dirname, 'interrupted.ts'))});
  leaveOnSignal({ workspace: process.argv[1], nx: process.pid, text: () => 'the rollout goes on' });
  setInterval(() => {}, 1000);
  console.log('waiting');
`;

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a task with %i; it says what goes on, and marks its run', async (signal, expected) => {
  const file = join(folder, 'stderr');
  const child = spawn(process.execPath, ['-r', '@swc-node/register', '-e', program, folder], {
    env: { ...process.env, LONGSHORE_RUN: 'a-run' },
    stdio: ['ignore', 'pipe', openSync(file, 'w')],
  });
  if (!child.stdout) throw new Error('it has no stdout');
  await once(child.stdout, 'data');
  child.kill(signal);
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(expected);
  expect(readFileSync(file, 'utf8')).toContain('interrupted: the rollout goes on');
  expect(existsSync(join(folder, '.longshore/runs/a-run/interrupted'))).toBe(true);
});

test('what goes on is said with the commands that follow and undo it', () => {
  const text = goesOn('rooms', 'staging', '20260101T000000-abcdef');
  expect(text).toContain('the rollout of rooms goes on');
  expect(text).toContain('npx longshore watch --run 20260101T000000-abcdef\n');
  expect(text).toContain('npx longshore rollback rooms -e staging');
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});
