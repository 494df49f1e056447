import { sha256Hex } from './hash';
import { type Project } from './image';
import { readClosure } from './project-closure';
import { testSourcesKey } from './sources-key';

/**
 * Hash of the inputs of the unit and container tests of a service and of the libraries it uses: changed tests ask for
 * new evidence although the image is the same. So does a root that may be written to no longer.
 * @throws LS2001, LS2002
 */
export function testsKey(project: Project): Promise<string> {
  const tests = testSourcesKey(project.workspace, readClosure(project).closure.workspacePackages);
  const { readonlyRootFilesystem } = project.service.spec;
  return Promise.resolve(readonlyRootFilesystem ? tests : sha256Hex(JSON.stringify([tests, 'writable root'])));
}
