import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { isAlive } from '@longshore/deploy';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-process-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Starts a service in a process of its own, as serving does. */
const starter = (code: string): string => `
  const { prepareProcess } = require('./process.cjs');
  const options = { outfile: __dirname + '/main.js', cwd: __dirname, env: process.env, nodeOptions: ['--inspect=127.0.0.1:0'], onLine: (line, to) => process[to].write(line + '\\n') };
  prepareProcess(${JSON.stringify(code)}, options).then((start) => start());
`;

/** The first line that the service prints. */
async function start(code: string): Promise<{ parent: ReturnType<typeof spawn>; line: string }> {
  buildSync({
    entryPoints: [join(__dirname, 'process.ts')],
    outfile: join(folder, 'process.cjs'),
    bundle: true,
    platform: 'node',
  });
  writeFileSync(join(folder, 'parent.cjs'), starter(code));
  const parent = spawn(process.execPath, [join(folder, 'parent.cjs')], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  return { parent, line: line.toString().trim() };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(20);
}

describe('the process of a service in development', () => {
  test('ends by itself where serving is killed', async () => {
    const { parent, line } = await start(`setInterval(() => {}, 1000); console.log(process.pid);`);
    parent.kill('SIGKILL');
    await until(() => !isAlive(Number(line)));
  });

  test('lets a debugger in where that is asked for', async () => {
    const { parent, line } = await start(`console.log(require('node:inspector').url());`);
    expect(line).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\//);
    await once(parent, 'exit');
  });

  test('may end when it has nothing left to do, and is told its port', async () => {
    const { parent, line } = await start(`console.log(process.env.PORT);`);
    expect(Number(line)).toBeGreaterThan(0);
    const [code] = (await once(parent, 'exit')) as [number];
    expect(code).toBe(0);
  });
});
