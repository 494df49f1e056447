import { basename, dirname } from 'node:path';
import { type CreateNodes, type CreateNodesResult, type CreateNodesResultArray } from '@nx/devkit';
import { environmentNames, identityAt, serviceRoots } from '@longshore/model';
import { testConfigGlob, projectMatcher, reportedTests } from './reporters';
import { serviceTargets } from './targets';

/**
 * Gives every project with a `service.json` its targets, and the tests of every project a reporter.
 * Nx calls it for each computation of the project graph. Of the file only the name is looked at: Nx hides why a
 * graph cannot be made, so a wrong file is refused when a run starts.
 */
export const createNodes: CreateNodes = [
  `{**/service.json,${testConfigGlob}}`,
  (files, _options, { workspaceRoot, nxJsonConfiguration }): CreateNodesResultArray => {
    const environments = environmentNames(workspaceRoot);
    const isProject = projectMatcher(workspaceRoot);
    const services = serviceRoots(workspaceRoot);
    const testNode = (file: string): CreateNodesResult => {
      const root = dirname(file);
      const targets = isProject(root) ? reportedTests(workspaceRoot, nxJsonConfiguration, file) : undefined;
      return targets ? { projects: { [root]: { root, targets } } } : {};
    };
    const nodeOf = (file: string): CreateNodesResult => {
      if (basename(file) !== 'service.json') return testNode(file);
      return services.includes(dirname(file)) ? serviceNode(workspaceRoot, file, environments) : {};
    };
    return files.map((file) => [file, nodeOf(file)] as const);
  },
];

function serviceNode(workspace: string, file: string, environments: string[]): CreateNodesResult {
  const root = dirname(file);
  const targets = serviceTargets(identityAt(workspace, root).name, environments);
  return { projects: { [root]: { root, projectType: 'application', targets } } };
}

/** The name of `createNodes` for which older versions of Nx look. */
export const createNodesV2 = createNodes;
