import { ownFiles } from './dockerfile/context';
import { hasDockerfile } from './dockerfile/dockerfile';
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
  const sent = hasDockerfile(project) ? ownFiles(project) : [];
  return [...new Set([`${service.root}/service.json`, ...bundled, ...sent])];
}
