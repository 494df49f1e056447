import {
  type ExpandedPluginConfiguration,
  type NxJsonConfiguration,
  readNxJson,
  type Tree,
  updateNxJson,
} from '@nx/devkit';

const plugins = ['@nx/jest/plugin', '@longshore/nx'];

/** The inputs of a build: not what only tests and readers need. */
const production = [
  'default',
  '!{projectRoot}/**/*.spec.ts',
  '!{projectRoot}/**/testing/**',
  '!{projectRoot}/test/**',
  '!{projectRoot}/jest.config.cjs',
  '!{projectRoot}/**/*.md',
];

/** Has Nx infer the targets of services and of tests; inputs that the workspace has named stay its own. */
export function addToNxJson(tree: Tree): void {
  const nxJson = readNxJson(tree) ?? {};
  updateNxJson(tree, {
    ...nxJson,
    plugins: [...(nxJson.plugins ?? []), ...plugins.filter((plugin) => !has(nxJson, plugin))],
    // Otherwise any change of the lockfile makes every service affected, and ships them all.
    pluginsConfig: { '@nx/js': { projectsAffectedByDependencyUpdates: 'auto' }, ...nxJson.pluginsConfig },
    namedInputs: { default: ['{projectRoot}/**/*'], production, ...nxJson.namedInputs },
  });
}

const has = ({ plugins: given = [] }: NxJsonConfiguration, plugin: string): boolean =>
  given.some(
    (each: string | ExpandedPluginConfiguration) => (typeof each === 'string' ? each : each.plugin) === plugin,
  );
