import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  connectCoordinator,
  coordinatorSocket,
  type Coordinator,
  isHeld,
  runsFolder,
  startOnce,
} from '@longshore/deploy';

/** Which coordinator: there is one for each run and environment. */
export interface CoordinatorKey {
  workspace: string;
  run: string;
  environment: string;
  /** The process of Nx: when it is gone, and nothing is being rolled out, the coordinator ends. */
  parent: number;
}

/** Connects to the run's coordinator; starts it unless somebody has. */
export function coordinatorOf(key: CoordinatorKey): Coordinator {
  startCoordinator(key);
  return connect(key);
}

/** Connects to the run's coordinator if there is one, or will be at once. */
export function existingCoordinator(key: CoordinatorKey): Coordinator | undefined {
  return existsSync(coordinatorSocket(key)) || isStarting(key) ? connect(key) : undefined;
}

const folderOf = ({ workspace, run }: CoordinatorKey): string => join(runsFolder(workspace), run);

const isStarting = (key: CoordinatorKey): boolean =>
  existsSync(folderOf(key)) && isHeld(folderOf(key), key.environment);

const connect = (key: CoordinatorKey): Coordinator =>
  connectCoordinator(coordinatorSocket(key), () => isHeld(folderOf(key), key.environment));

/** Starts the run's coordinator in the background: one, however many tasks ask while it is slow to listen. */
export function startCoordinator(key: CoordinatorKey): void {
  startOnce(folderOf(key), key.environment, () => {
    const log = openSync(join(folderOf(key), 'coordinator.log'), 'a');
    const words = ['coordinator', '--run', key.run, '--environment', key.environment, '--parent', String(key.parent)];
    const child = spawn(process.execPath, [longshore(), ...words], {
      cwd: key.workspace,
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.unref();
    return child.pid ?? 0;
  });
}

/** The file of `longshore`. It is run, not imported: the house's rules on imports do not mean it. */
// eslint-disable-next-line @nx/enforce-module-boundaries -- as said above
export const longshore = () => join(dirname(require.resolve('@longshore/cli/package.json')), 'bin', 'longshore.cjs');
