import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { identify } from '@longshore/runtime';
import { writeImageLayout } from '@longshore/runtime/src/testing';
import { removeLeftovers, runtimeFolder } from './leftovers';

jest.setTimeout(60_000);

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'longshore-leftovers-'));
});

afterEach(() => {
  rmSync(runtimeFolder(stateDir), { recursive: true, force: true });
  rmSync(stateDir, { recursive: true });
});

test('what a killed cloud left running is ended, and its images go', async () => {
  const layout = join(stateDir, 'image');
  await writeImageLayout(layout, {
    layers: [{ 'app/main.js': 'setInterval(() => {}, 1000)' }],
    config: { WorkingDir: '/app', Cmd: ['node', 'main.js'] },
  });
  const script = `
    const { createProcessRuntime, layoutSource } = require('@longshore/runtime');
    const [, dir, layout] = process.argv;
    (async () => {
      const runtime = createProcessRuntime({ dir });
      const image = await runtime.prepare(layoutSource(layout));
      console.log((await runtime.start({ name: 'left', image, environment: {}, ports: [] })).id);
    })();`;
  const words = ['-r', '@swc-node/register', '-e', script, runtimeFolder(stateDir), layout];
  const former = spawn(process.execPath, words, { cwd: __dirname, stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = (await once(createInterface(former.stdout), 'line')) as [string];
  former.kill('SIGKILL');
  await once(former, 'exit');
  expect(await identify(Number(pid))).toBeDefined();
  await removeLeftovers(stateDir);
  expect(await identify(Number(pid))).toBeUndefined();
  const images = join(runtimeFolder(stateDir), 'images');
  expect([readdirSync(join(images, 'images')), readdirSync(join(images, 'layers'))]).toEqual([[], []]);
});

test('a folder on which a cloud runs is left alone', async () => {
  const script = `require('./state-lock.ts').lockState(process.argv[1]).then(() => {
    console.log('holds');
    setInterval(() => {}, 1000);
  })`;
  const words = ['-r', '@swc-node/register', '-e', script, stateDir];
  const cloud = spawn(process.execPath, words, { cwd: __dirname, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface(cloud.stdout), 'line');
  await expect(removeLeftovers(stateDir)).rejects.toMatchObject({ code: 'LS4002' });
  cloud.kill('SIGKILL');
  await once(cloud, 'exit');
});

test('a folder without a state is not made', async () => {
  await removeLeftovers(join(stateDir, 'none'));
  expect(readdirSync(stateDir)).toEqual([]);
});
