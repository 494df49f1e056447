import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contextFiles } from './dockerfile/context';
import { dockerfileName, hasDockerfile } from './dockerfile/dockerfile';
import { type Project } from './image';
import { readClosure } from './project-closure';
import { productionFiles } from './sources-key';

/** File names that esbuild loads: of any other, nothing is bundled. */
const loaded = /\.([cm]?[jt]sx?|json|css|txt|sql)$/;

/**
 * The files of the workspace that go into a service's image, and its service.json, relative to the workspace: what a
 * commit has to hold so that the image can be built from it.
 * @throws LS1009, LS2001, LS2002
 */
export function imageSources(project: Project): string[] {
  const { workspace, service } = project;
  const { workspacePackages } = readClosure(project).closure;
  const bundled = productionFiles(workspace, workspacePackages).filter((path) => loaded.test(path));
  const own = hasDockerfile(project)
    ? [dockerfileName, ...contextFiles(project)].map((path) => `${service.root}/${path}`)
    : [];
  const there = [`${service.root}/service.json`, ...own].filter((path) => existsSync(join(workspace, path)));
  return [...new Set([...bundled, ...there])];
}
