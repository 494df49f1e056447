import { type Project } from './image';
import { readClosure } from './project-closure';
import { testSourcesKey } from './sources-key';

/**
 * Hash of the inputs of the unit and container tests of a service and of the libraries it uses: changed tests ask for
 * new evidence although the image is the same.
 * @throws LS2001, LS2002
 */
export function testsKey(project: Project): Promise<string> {
  return Promise.resolve(testSourcesKey(project.workspace, readClosure(project).closure.workspacePackages));
}
