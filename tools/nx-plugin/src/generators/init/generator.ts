import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addDependenciesToPackageJson,
  formatFiles,
  generateFiles,
  type GeneratorCallback,
  type Tree,
  updateJson,
} from '@nx/devkit';
import { refusal, withReadableErrors } from '../lib/refuse';
import { schemaPath } from '../lib/schemas';
import { addToNxJson } from './nx-json';
import { unquoteNames } from './nx-variables';
import { toolVersions } from './versions';

const projectFolders = ['apps/*', 'libs/*'];

const ignored = ['node_modules/', 'dist/', '.nx/', '.longshore/', '.env.local'];

/**
 * Adds Longshore to a workspace that exists; what is there already stays as it is, so that it may run twice.
 * The callback installs what was added.
 */
export const initGenerator = (tree: Tree): Promise<GeneratorCallback> =>
  withReadableErrors(async () => {
    refuseOtherManagers(tree);
    addToNxJson(tree);
    addWorkspaces(tree);
    ignoreOurs(tree);
    unquoteNames(tree);
    addMissing(tree);
    tellAgents(tree);
    const install = addDependenciesToPackageJson(tree, {}, toolVersions(tree), undefined, true);
    await formatFiles(tree);
    return install;
  });

/** Images are made of what npm's lockfile says. */
function refuseOtherManagers(tree: Tree): void {
  const other = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'].find((file) => tree.exists(file));
  if (!other) return;
  const why = `there is a ${other}, and images are made of what npm's lockfile says`;
  throw refusal('the workspace is not installed by npm', why, `git rm ${other} && npm install`);
}

function addWorkspaces(tree: Tree): void {
  updateJson<{ workspaces?: string[] }>(tree, 'package.json', (json) => {
    const workspaces = json.workspaces ?? [];
    return { ...json, workspaces: [...workspaces, ...projectFolders.filter((folder) => !workspaces.includes(folder))] };
  });
}

function ignoreOurs(tree: Tree): void {
  const text = tree.read('.gitignore', 'utf8') ?? '';
  const there = text.split('\n').map(bare);
  const missing = ignored.filter((line) => !there.includes(bare(line)));
  if (missing.length === 0) return;
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  tree.write('.gitignore', `${before}${missing.join('\n')}\n`);
}

/** `/dist`, `dist/` and `dist` ignore the same folder, as far as we mean it. */
const bare = (line: string): string => line.trim().replace(/^\/|\/$/g, '');

/** Files that services and tests extend, and the environment that the embedded cloud is. */
function addMissing(tree: Tree): void {
  const files = { 'jest.preset.cjs': 'jest', 'tsconfig.base.json': 'typescript' };
  for (const [file, folder] of Object.entries(files)) {
    if (!tree.exists(file)) generateFiles(tree, join(__dirname, 'files', folder), '.', {});
  }
  if (tree.exists('deploy/environments/local.json')) return;
  const schema = schemaPath(tree, 'deploy/environments', 'environment');
  generateFiles(tree, join(__dirname, 'files', 'environment'), 'deploy/environments', { schema });
}

/** Adds to AGENTS.md, which coding agents read, what they have to know of Longshore; an edited section stays. */
function tellAgents(tree: Tree): void {
  const file = 'AGENTS.md';
  const text = tree.read(file, 'utf8') ?? '';
  if (/^## Longshore$/m.test(text)) return;
  const section = readFileSync(join(__dirname, 'files/agents/longshore.md.template'), 'utf8');
  tree.write(file, text === '' ? section : `${text.trimEnd()}\n\n${section}`);
}

export default initGenerator;
