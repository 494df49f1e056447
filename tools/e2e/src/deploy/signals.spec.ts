import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tasksOf } from '@longshore/deploy';
import { repository } from '../lib/workspace';
import { answering, World } from './world';

let world: World;

beforeAll(async () => {
  world = await World.start();
  world.images.set('rooms', answering('one'));
  await world.ship('rooms');
  mkdirSync(join(world.folder, 'deploy/environments'), { recursive: true });
  writeFileSync(join(world.folder, 'nx.json'), '{}');
  const local = { account: '123456789012', region: 'us-east-1', embedded: true };
  writeFileSync(join(world.folder, 'deploy/environments/local.json'), JSON.stringify(local));
});

afterAll(() => world.stop());

const longshore = join(repository, 'tools/cli/bin/longshore.cjs');

const calls = async (): Promise<number> => (await world.calls())['ecs']?.['DescribeServices'] ?? 0;

/** Sends a real signal to a real `longshore` as soon as it has printed something that fits. */
async function interrupt(words: string[], when: RegExp, signal: NodeJS.Signals) {
  const child = spawn(process.execPath, [longshore, ...words], {
    cwd: world.folder,
    env: process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let sentAt: number | undefined;
  const onData = (text: Buffer): void => {
    output += text.toString();
    if (sentAt !== undefined || !when.test(output)) return;
    sentAt = Date.now();
    child.kill(signal);
  };
  child.stdout.on('data', onData);
  child.stderr.on('data', onData);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, tookMs: Date.now() - (sentAt ?? 0) };
}

const waiting = `console.log('up'); setInterval(() => {}, 1000); process.on('SIGTERM', () => { console.log('bye'); process.exit(0) })`;

describe('a signal', () => {
  test('to a restart ends it at once, and says what goes on and how to follow it', async () => {
    const { code, output } = await interrupt(['restart', 'rooms'], /gets new tasks/, 'SIGINT');
    expect(output).toContain('npx longshore status -e local');
    expect(code).toBe(130);
  });

  test('to a command that waits for AWS ends it with a code, and without a stack trace', async () => {
    await world.setFaults([{ operation: 'DescribeServices', phase: 'after', latencyMs: 5000, times: 1 }]);
    const before = await calls();
    const child = spawn(process.execPath, [longshore, 'status'], { cwd: world.folder, env: process.env });
    let output = '';
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    const closed = once(child, 'close');
    while (child.exitCode === null && (await calls()) === before) await sleep(20);
    child.kill('SIGINT');
    await closed;
    await world.setFaults([]);
    expect(output).toContain('LS3129');
    expect(output).not.toMatch(/^ {4}at /m);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s to a one-off task stops the task, and its last lines are there', async (signal, expected) => {
    const words = ['run', 'rooms', '--', 'node', '-e', waiting];
    const { code, output } = await interrupt(words, /up/, signal);
    expect(output).toContain('the task is being stopped');
    expect(output).toContain('bye');
    expect(code).toBe(expected);
    const [newest] = (await tasksOf(world.environment(), 'rooms')).filter(({ oneOff }) => oneOff);
    expect(newest?.stoppedReason).toContain(`stopped by ${signal}`);
  });

  test('is not needed: without a terminal nothing is destroyed unless somebody said yes', async () => {
    const { code, output } = await interrupt(['destroy', 'rooms'], /never/, 'SIGINT');
    expect([code, output.includes('npx longshore destroy rooms -e local --yes')]).toEqual([1, true]);
  });

  test('is not needed: a command that ends by itself gives its own exit code', async () => {
    const words = ['run', 'rooms', '--', 'node', '-e', 'console.log(1 + 1); process.exitCode = 5'];
    const { code, output } = await interrupt(words, /never/, 'SIGINT');
    expect([code, /^.*\s2$/m.test(output)]).toEqual([5, true]);
  });
});
