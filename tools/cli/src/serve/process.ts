import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';
import { StackFold } from '@longshore/report';
import { type Child, type OnLine, type Start } from './child';
import { freePort } from './free-port';

/** How a service runs from its source. */
export interface ProcessOptions {
  /** Where its code is put. */
  outfile: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Options of Node itself. */
  nodeOptions: string[];
  /** Takes each line that the service writes, with its stacks folded. */
  onLine: OnLine;
}

/** Time between SIGTERM and SIGKILL, in milliseconds: Nx kills us 5 s after it asked. */
const stopMs = 3_000;

/** The descriptor of a pipe that ends when we do, however that happens. */
const lifeline = 3;

/** Asks the service's own process to stop when the lifeline ends, and ends it where it does not. */
const endWithParent = `
const { Socket } = require('node:net');
const line = new Socket({ fd: ${lifeline} });
line.on('error', () => undefined);
line.once('close', () => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${stopMs}).unref();
  process.kill(process.pid, 'SIGTERM');
});
line.resume().unref();
`;

/** Puts the code of a service in its place; what is returned starts it. */
export async function prepareProcess(code: string, options: ProcessOptions): Promise<Start> {
  const folder = dirname(options.outfile);
  const guard = join(folder, 'end-with-parent.cjs');
  await mkdir(folder, { recursive: true });
  await writeFile(options.outfile, code);
  await writeFile(guard, endWithParent);
  return async () => startProcess(options, guard, await freePort());
}

/** In a group of its own, since Ctrl-C in a terminal is for us: the route is given back first. */
function startProcess({ outfile, cwd, env, nodeOptions, onLine }: ProcessOptions, guard: string, port: number): Child {
  const words = ['--enable-source-maps', '--require', guard, ...nodeOptions, outfile];
  const child = spawn(process.execPath, words, {
    cwd,
    env: { ...env, PORT: String(port) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  readLines(child.stdout, (line) => onLine(line, 'stdout'));
  readLines(child.stderr, (line) => onLine(line, 'stderr'));
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    address: { host: '127.0.0.1', port },
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Passes the lines of a service on, the last one too. */
function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (!stream) return;
  const fold = new StackFold(onLine);
  const lines = createInterface({ input: stream });
  lines.on('line', (line) => fold.add(line));
  lines.once('close', () => fold.flush());
}
