import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connectCoordinator, coordinatorSocket, type Coordinator, runsFolder } from '@longshore/deploy';

/** Which coordinator: there is one for each run and environment. */
export interface CoordinatorKey {
  workspace: string;
  run: string;
  environment: string;
  /** The process of Nx: when it is gone, and nothing is being rolled out, the coordinator ends. */
  parent: number;
}

/** Connects to the run's coordinator; starts it where none answers yet. */
export function coordinatorOf(key: CoordinatorKey): Coordinator {
  startCoordinator(key);
  return connectCoordinator(coordinatorSocket(key));
}

/** Connects to the run's coordinator if there is one. */
export function existingCoordinator(key: CoordinatorKey): Coordinator | undefined {
  const socket = coordinatorSocket(key);
  return existsSync(socket) ? connectCoordinator(socket) : undefined;
}

/** Starts the run's coordinator in the background; where two are started, the one that comes second ends itself. */
export function startCoordinator(key: CoordinatorKey): void {
  if (existsSync(coordinatorSocket(key))) return;
  const folder = join(runsFolder(key.workspace), key.run);
  mkdirSync(folder, { recursive: true });
  const log = openSync(join(folder, 'coordinator.log'), 'a');
  const words = ['coordinator', '--run', key.run, '--environment', key.environment, '--parent', String(key.parent)];
  spawn(process.execPath, [longshore(), ...words], {
    cwd: key.workspace,
    detached: true,
    stdio: ['ignore', log, log],
  }).unref();
}

/** The file of `longshore`. It is run, not imported: the house's rules on imports do not mean it. */
// eslint-disable-next-line @nx/enforce-module-boundaries -- as said above
export const longshore = () => join(dirname(require.resolve('@longshore/cli/package.json')), 'bin', 'longshore.cjs');
