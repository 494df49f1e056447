import { NX_VERSION, type Tree } from '@nx/devkit';
import { kitVersion } from '../lib/packages';

/** What the tests of a service need, in versions that work together; Nx's plugins are of the version that runs. */
export const toolVersions = (tree: Tree): Record<string, string> => ({
  '@longshore/cli': kitVersion(tree),
  '@nx/jest': NX_VERSION,
  '@nx/js': NX_VERSION,
  '@swc/core': '1.16.18',
  '@swc/jest': '0.2.39',
  '@types/jest': '^30.0.0',
  '@types/node': '^20.19.0',
  jest: '^30.5.2',
  typescript: '6.0.3',
});
