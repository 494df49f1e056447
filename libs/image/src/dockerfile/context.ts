import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Readable } from 'node:stream';
import { type Parts } from '../build/builder';
import { byCodeUnit, hexOf, sha256Hex } from '../hash';
import { readIgnored } from '../ignored';
import { type Project } from '../image';
import { type LayerEntry } from '../layers/entry';
import { tarOf } from '../layers/pack';
import { applicationLayer, dependenciesLayer } from '../layers/service-layers';
import { refuseSecretContent } from '../secret-content';
import { isSecretFile } from '../secrets';
import { isTestFile } from '../sources';
import { dockerfileName, packedFiles, packedFilesOf, readDockerfile } from './dockerfile';

const skippedFolders = new Set(['node_modules', 'dist', 'coverage', '.git', '.longshore']);

/**
 * The service's own files in its build context, by path relative to its folder: all but tests, service.json, secrets,
 * what a `.dockerignore` names, and what is installed or built.
 */
export function contextFiles({ workspace, service: { root } }: Project): string[] {
  const isIgnored = readIgnored(workspace, [root]);
  return [...filesBelow(join(workspace, root), '')]
    .filter((path) => !isTestFile(path) && !isSecretFile(basename(path)) && !isIgnored(`${root}/${path}`))
    .filter((path) => !notSent.has(path))
    .sort(byCodeUnit);
}

/** The Dockerfile goes on its own; the engine would read `.dockerignore` once more. */
const notSent = new Set(['service.json', '.dockerignore', dockerfileName]);

/** Hash of the Dockerfile and of what the context holds of the service's own files. */
export function contextKey(project: Project): string {
  const lines = contextFiles(project).map((path) => {
    const file = join(project.workspace, project.service.root, path);
    return `${path} ${isExecutable(file)} ${sha256Hex(readFileSync(file))}`;
  });
  return sha256Hex([readDockerfile(project), ...lines].join('\n'));
}

/**
 * The build context as a tar: the Dockerfile, the service's own files, and the packed files that the Dockerfile takes.
 * @throws LS2020
 */
export async function contextArchive(parts: Parts, dockerfile: string, signal: AbortSignal): Promise<() => Readable> {
  const { project, cache } = parts;
  refuseSecretContent(project, ownFiles(project));
  const entries: LayerEntry[] = [fileOf(dockerfileName, Buffer.from(dockerfile))];
  for (const path of contextFiles(project)) {
    const file = join(project.workspace, project.service.root, path);
    entries.push({ ...fileOf(path, readFileSync(file)), executable: isExecutable(file) });
  }
  const layerOf = { dependencies: dependenciesLayer, application: applicationLayer };
  for (const name of packedFilesOf(dockerfile)) {
    const { digest, size } = await layerOf[name](parts, signal);
    entries.push(fileOf(packedFiles[name], { file: join(cache.blobs, hexOf(digest)), size }));
  }
  return tarOf(entries);
}

/** The service's own files in its build context, with the Dockerfile if it has one, relative to the workspace. */
export const ownFiles = (project: Project): string[] => {
  const { workspace, service } = project;
  return [dockerfileName, ...contextFiles(project)]
    .map((path) => `${service.root}/${path}`)
    .filter((path) => existsSync(join(workspace, path)));
};

const fileOf = (path: string, content: (LayerEntry & { type: 'file' })['content']) => ({
  type: 'file' as const,
  path,
  executable: false,
  content,
});

const isExecutable = (file: string): boolean => (statSync(file).mode & 0o100) !== 0;

/** Every file below a folder by its path from there, without what is installed or built. */
export function* filesBelow(folder: string, below: string): Generator<string> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) yield* filesBelow(folder, path);
    if (entry.isFile()) yield path;
  }
}
