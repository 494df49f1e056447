import { basename, dirname } from 'node:path';
import { type CreateNodes, type CreateNodesResultArray } from '@nx/devkit';
import { environmentNames } from '@longshore/model';
import { serviceTargets } from './targets';

/**
 * Gives every folder `apps/*` with a `service.json` its targets.
 * Nx calls it for each computation of the project graph. What the file says is not looked at: Nx hides why a graph
 * cannot be made, so a wrong file is refused when a run starts.
 */
export const createNodes: CreateNodes = [
  'apps/*/service.json',
  (files, _options, { workspaceRoot }): CreateNodesResultArray => {
    const environments = environmentNames(workspaceRoot);
    return files.map((file) => {
      const root = dirname(file);
      const targets = serviceTargets(basename(root), environments);
      return [file, { projects: { [root]: { root, projectType: 'application', targets } } }] as const;
    });
  },
];

/** The name of `createNodes` for which older versions of Nx look. */
export const createNodesV2 = createNodes;
