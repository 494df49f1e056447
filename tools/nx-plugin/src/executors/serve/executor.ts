import '../lib/typescript';
import { type ChildProcess, spawn } from 'node:child_process';
import { type PromiseExecutor } from '@nx/devkit';
import { longshore } from '../../run/coordinator';
import { prefixLines, prefixOf } from './prefix';

/** Options of `nx serve`. */
export interface ServeOptions {
  inspect?: boolean | number;
  container?: boolean;
  from?: string;
  runtime?: 'auto' | 'docker' | 'process';
}

/** Node's own. */
const defaultInspectPort = 9229;

/** Runs a service from its source, or its image, until Nx asks to stop. */
const serve: PromiseExecutor<ServeOptions> = (options, { root, projectName = '', taskGraph }) => {
  const words = ['serve', '--service', projectName, ...wordsOf(options)];
  const prefix = prefixOf(projectName, taskGraph, {
    isTerminal: process.stdout.isTTY,
    prefixed: process.env['NX_PREFIX_OUTPUT'] === 'true',
  });
  const child = start(words, root, prefix);
  const stop = () => child.kill('SIGTERM');
  // Nx asks twice: whoever is not listening then is killed before anything is given back.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // An Nx that was killed asks for nothing.
  process.on('disconnect', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve({ success: code === 0 }));
  });
};

function start(words: string[], cwd: string, prefix: string | undefined): ChildProcess {
  if (prefix === undefined) return spawn(process.execPath, [longshore(), ...words], { cwd, stdio: 'inherit' });
  const child = spawn(process.execPath, [longshore(), ...words], { cwd, stdio: ['inherit', 'pipe', 'pipe'] });
  prefixLines(child.stdout, prefix, process.stdout);
  prefixLines(child.stderr, prefix, process.stderr);
  return child;
}

function wordsOf({ inspect = false, container = false, runtime, from }: ServeOptions): string[] {
  const port = inspect === true ? defaultInspectPort : inspect;
  return [
    ...(port === false ? [] : ['--inspect', String(port)]),
    ...(container ? ['--container'] : []),
    ...(from ? ['--from', from] : []),
    ...(runtime ? ['--runtime', runtime] : []),
  ];
}

export default serve;
