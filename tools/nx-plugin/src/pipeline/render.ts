import { type Tree } from '@nx/devkit';
import { renderCircleci } from './circleci';
import { renderGithub } from './github';
import { createPipeline, type Pipeline } from './model';
import { type Provider, readSettings, shippedEnvironments } from './settings';
import { mark } from './yaml';

const renderers: Record<Provider, (pipeline: Pipeline) => Record<string, string>> = {
  github: renderGithub,
  circleci: renderCircleci,
};

/** Places where a file of ours may lie that is no longer wanted. */
const possible = [
  ...['check', 'deploy', 'rollback'].map((name) => `.github/workflows/longshore-${name}.yml`),
  '.circleci/config.yml',
];

/** The files that a workspace's pipelines should be, by path. */
export function pipelineFiles(tree: Tree): Record<string, string> {
  const settings = readSettings(tree);
  if (!settings) return {};
  const pipeline = createPipeline(settings, shippedEnvironments(tree));
  return Object.assign({}, ...settings.providers.map((provider) => renderers[provider](pipeline))) as Record<
    string,
    string
  >;
}

/** Writes the pipelines, and takes those of ours away that are no longer wanted; the caller formats. */
export function writePipelines(tree: Tree): void {
  const files = pipelineFiles(tree);
  for (const [file, content] of Object.entries(files)) tree.write(file, content);
  for (const file of possible) if (!(file in files) && isOurs(tree, file)) tree.delete(file);
}

/** Whether a file is one that we made, as opposed to one that somebody wrote. */
export const isOurs = (tree: Tree, file: string): boolean => tree.read(file, 'utf8')?.startsWith(mark) ?? false;
