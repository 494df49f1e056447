import { hasReadonlyRoot, type ServiceSpec, tmpfsOf } from '@longshore/model';
import { byCodeUnit, sha256Hex } from './hash';
import { type Project } from './image';
import { readClosure } from './project-closure';
import { testSourcesKey } from './sources-key';

/**
 * Hash of what a verification proves besides the image: the inputs of the unit and container tests of a service and of
 * the libraries it uses, and how service.json wants it run. Where one changes, new evidence is asked for although the
 * image is the same.
 * @throws LS2001, LS2002
 */
export function testsKey(project: Project): Promise<string> {
  const tests = testSourcesKey(project.workspace, readClosure(project).closure.workspacePackages);
  return Promise.resolve(sha256Hex(JSON.stringify([tests, conditionsOf(project.service.spec)])));
}

/** What of a service.json shows in how its image is verified, in no order that its author gave it. */
const conditionsOf = (spec: ServiceSpec) => [
  [...spec.uses].sort(byCodeUnit),
  Object.entries(spec.environment ?? {}).sort(([a], [b]) => byCodeUnit(a, b)),
  spec.kind === 'http' && spec.health?.path,
  spec.rollout?.stopSeconds,
  hasReadonlyRoot(spec),
  tmpfsOf(spec),
];
