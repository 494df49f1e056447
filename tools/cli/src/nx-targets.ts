import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { nxProgram, type Targets } from '@longshore/deploy';

/** The targets of a workspace, run by its own Nx. What they find depends on what is deployed: nothing is cached. */
export const nxTargets = (workspace: string): Targets => ({
  run: async (project, target, variables, onLine, signal) => {
    const nx = nxProgram(workspace);
    // A run of its own: it belongs to no run that ships.
    const { LONGSHORE_RUN: _run, LONGSHORE_ENVIRONMENT: _environment, ...inherited } = process.env;
    const child = spawn(
      process.execPath,
      [nx, 'run', `${project}:${target}`, '--skipNxCache', '--outputStyle=stream'],
      {
        cwd: workspace,
        env: { ...inherited, ...variables, NX_DAEMON: 'false', NX_TUI: 'false' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const end = (): boolean => child.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    const lines = new PassThrough();
    for (const stream of [child.stdout, child.stderr]) stream.pipe(lines, { end: false });
    createInterface({ input: lines }).on('line', onLine);
    const [code] = (await once(child, 'close')) as [number | null];
    signal.removeEventListener('abort', end);
    lines.end();
    return signal.aborted ? undefined : (code ?? 1);
  },
});
