import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rememberCloud } from '@longshore/deploy';
import { version } from '../../package.json';

const longshore = join(__dirname, '../../bin/longshore.cjs');

let workspace: string;
let cloud: ChildProcess | undefined;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'longshore-up-'));
  mkdirSync(join(workspace, 'deploy/environments'), { recursive: true });
  writeFileSync(join(workspace, 'nx.json'), '{}');
  writeFileSync(
    join(workspace, 'deploy/environments/local.json'),
    '{ "account": "123456789012", "region": "us-east-1", "embedded": true }',
  );
});

afterEach(async () => {
  if (cloud) {
    cloud.kill();
    await once(cloud, 'exit');
    cloud = undefined;
  }
  rmSync(workspace, { recursive: true });
});

const run = (...words: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [longshore, ...words], { cwd: workspace }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });

/** Runs `longshore cloud` in the foreground; resolves to the ports that it took. */
async function startCloud(): Promise<{ port: string; lbPort: string }> {
  const words = ['cloud', '--port', '0', '--lb-port', '0', '--runtime', 'process'];
  const child = spawn(process.execPath, [longshore, ...words], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cloud = child;
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { endpoint, loadBalancer } = JSON.parse(line.toString()) as { endpoint: string; loadBalancer: string };
  return { port: new URL(endpoint).port, lbPort: new URL(loadBalancer).port };
}

test('--version prints the version of the package', async () => {
  expect(await run('--version')).toEqual({ code: 0, output: `${version}\n` });
});

describe('while a cloud of the workspace runs in the background', () => {
  const runtime = 'process';
  beforeEach(() => {
    const running = { pid: process.pid, endpoint: 'http://127.0.0.1:5001', loadBalancer: 'http://127.0.0.1:5002' };
    rememberCloud(workspace, { ...running, runtime });
  });

  test.each([
    ['--port 5003', 'its port is 5001'],
    ['--lb-port 5003', "its load balancer's port is 5002"],
    ['--runtime docker', 'its runtime is process'],
    ['--port 5003 --lb-port 5004', "its port is 5001, its load balancer's port is 5002"],
  ])('up %s is refused, with the command that moves it', async (options, why) => {
    const { code, output } = await run('up', ...options.split(' '));
    expect(code).toBe(1);
    expect(output).toMatch(/^LS1105 /m);
    expect(output).toContain(`why     ${why}\n`);
    expect(output).toContain(`fix     npx longshore down && npx longshore up ${options}\n`);
  });
});

describe('while longshore cloud runs in the foreground', () => {
  test('up ends with the error of the cloud: its state folder is in use', async () => {
    await startCloud();
    const { code, output } = await run('up', '--port', '0', '--lb-port', '0', '--runtime', 'process');
    expect(code).toBe(1);
    expect(output).toContain(`LS4002  an embedded cloud runs on ${workspace}/.longshore/cloud (process ${cloud?.pid})`);
    expect(output).toContain(`fix     kill ${cloud?.pid}\n`);
  });

  test('another one on the same port is refused with the command that takes a free one', async () => {
    const { port, lbPort } = await startCloud();
    const start = (...words: string[]) => run('cloud', '--state', 'other', '--runtime', 'process', ...words);
    expect(await start('--port', port, '--lb-port', '0')).toEqual({
      code: 1,
      output: `LS1102  port ${port} is in use by another process\nfix     npx longshore cloud --port 0\n`,
    });
    expect(await start('--port', '0', '--lb-port', lbPort)).toEqual({
      code: 1,
      output: `LS1102  port ${lbPort} is in use by another process\nfix     npx longshore cloud --lb-port 0\n`,
    });
  });
});
