import { type Project } from './image';
import { readClosure } from './project-closure';
import { unitSourcesKey } from './sources-key';

/**
 * Hash of what the unit tests of a service run on. The reporter of the target `test` notes it beside the counts, so that
 * nobody takes them for those of later sources.
 * @throws LS2001, LS2002
 */
export const unitInputs = (project: Project): string =>
  unitSourcesKey(project.workspace, readClosure(project).closure.workspacePackages);
