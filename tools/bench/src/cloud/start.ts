import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, median } from '../lib/figures';
import { command } from './command';

const rounds = 7;

/** From the start of `longshore cloud` to its first answer; the bundle is there already. */
export async function measureStart(): Promise<Figure[]> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) times.push(await startOnce());
  const value = median(times.slice(1));
  return [
    { what: 'first answer after start', value, unit: 'ms', target: { atMost: 300 }, note: `median of ${rounds}` },
  ];
}

async function startOnce(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'));
  const port = await freePort();
  const words = ['cloud', '--port', String(port), '--lb-port', '0', '--runtime', 'process', '--state', folder];
  const start = performance.now();
  const child = spawn(command, words, { stdio: 'ignore' });
  await firstAnswer(`http://127.0.0.1:${port}/`);
  const took = performance.now() - start;
  child.kill('SIGTERM');
  await once(child, 'exit');
  rmSync(folder, { recursive: true, force: true });
  return took;
}

/** A call without a signature is answered too, with the refusal that AWS gives. */
async function firstAnswer(url: string): Promise<void> {
  for (;;) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
