import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closureOf } from '../closure/closure';
import { type Project } from '../image';
import { closureAt, readClosure } from '../project-closure';
import { unitSourcesKey } from '../sources-key';

/** A workspace project whose code is in an image. */
export interface TestedProject {
  /** Its folder, relative to the workspace. */
  root: string;
  /** Hash of the files that its unit tests run on. */
  inputs: string;
  /** Whether its package.json says that it has no tests: `"longshore": { "tests": "none" }`. */
  declaresNone: boolean;
}

/**
 * Every workspace project whose code is in a service's image, the service first.
 * @throws LS2001, LS2002
 */
export function testedProjects(project: Project): TestedProject[] {
  const { workspace } = project;
  const { lockfile, platform, closure } = readClosure(project);
  return closure.workspacePackages.map((root) => ({
    root,
    inputs: unitSourcesKey(workspace, closureOf(lockfile, root, platform).workspacePackages),
    declaresNone: declaresNone(workspace, root),
  }));
}

/**
 * Hash of what the unit tests of a workspace project run on: its own files, and the production files of the projects
 * that it uses.
 * @param root folder of the project, relative to the workspace
 * @throws LS2001, LS2002
 */
export const testInputs = (workspace: string, root: string): string =>
  unitSourcesKey(workspace, closureAt(workspace, root).closure.workspacePackages);

function declaresNone(workspace: string, root: string): boolean {
  const manifest = JSON.parse(readFileSync(join(workspace, root, 'package.json'), 'utf8')) as {
    longshore?: { tests?: unknown };
  };
  return manifest.longshore?.tests === 'none';
}
