import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The file of a workspace's own Nx, to be run by Node. */
export const nxProgram = (workspace: string): string =>
  createRequire(join(workspace, 'package.json')).resolve('nx/bin/nx.js');
