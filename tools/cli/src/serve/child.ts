import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How the service's process is started. */
export interface ChildOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Options of Node itself. */
  nodeOptions: string[];
  output: 'inherit' | 'ignore';
}

/** Time between SIGTERM and SIGKILL, in milliseconds: Nx kills us 5 s after it asked. */
const stopMs = 3_000;

/** A running service. */
export interface Child {
  /** How it ended: its exit code, or the signal. */
  readonly exited: Promise<number | NodeJS.Signals>;
  /** Ends it: by SIGTERM, and SIGKILL where that takes too long. */
  stop(): Promise<void>;
}

/** Starts a service; in a group of its own, since Ctrl-C in a terminal is for us: the route is given back first. */
export function startChild(file: string, { cwd, env, nodeOptions, output }: ChildOptions): Child {
  const child = spawn(process.execPath, ['--enable-source-maps', ...nodeOptions, file], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await exited;
      clearTimeout(timer);
    },
  };
}
