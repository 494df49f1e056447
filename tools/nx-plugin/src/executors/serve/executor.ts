import '../lib/typescript';
import { spawn } from 'node:child_process';
import { type PromiseExecutor } from '@nx/devkit';
import { longshore } from '../../run/coordinator';

/** Options of `nx serve`. */
export interface ServeOptions {
  inspect?: boolean | number;
  container?: boolean;
  runtime?: 'auto' | 'docker' | 'process';
}

/** Node's own. */
const defaultInspectPort = 9229;

/** Runs a service from its source, or its image, until Nx asks to stop. */
const serve: PromiseExecutor<ServeOptions> = (options, { root, projectName = '' }) => {
  const words = ['serve', '--service', projectName, ...wordsOf(options)];
  const child = spawn(process.execPath, [longshore(), ...words], { cwd: root, stdio: 'inherit' });
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

function wordsOf({ inspect = false, container = false, runtime }: ServeOptions): string[] {
  const port = inspect === true ? defaultInspectPort : inspect;
  return [
    ...(port === false ? [] : ['--inspect', String(port)]),
    ...(container ? ['--container'] : []),
    ...(runtime ? ['--runtime', runtime] : []),
  ];
}

export default serve;
