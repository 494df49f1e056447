import { hasReadonlyRoot, type ServiceSpec, tmpfsOf, verifiedPart } from '@longshore/model';
import { byCodeUnit, sha256Hex } from '../hash';
import { type Project } from '../image';
import { rootTestFilesKey } from '../sources-key';
import { testedProjects } from './projects';

/** What a verification proves besides the image. */
export interface TestsClaim {
  /** Hash of all inputs of the tests: if it changes, new evidence is needed even if the image is the same. */
  testsKey: string;
  /** Folders of the workspace projects whose code is in the image, the service first. */
  projects: string[];
}

/**
 * The inputs of the unit tests of every project in a service's image, of its container tests, and how service.json
 * wants it run.
 * @throws LS2001, LS2002
 */
export function testsClaim(project: Project): TestsClaim {
  const projects = testedProjects(project);
  const tests = projects.map(({ root, inputs, declaresNone }) => [root, inputs, declaresNone]);
  const parts = [tests, rootTestFilesKey(project.workspace), conditionsOf(project.service.spec)];
  return { testsKey: sha256Hex(JSON.stringify(parts)), projects: projects.map(({ root }) => root) };
}

/** The service.json fields that affect verification, in canonical order. */
const conditionsOf = (spec: ServiceSpec) => [
  [...spec.uses].sort(byCodeUnit),
  Object.entries(spec.environment ?? {}).sort(([a], [b]) => byCodeUnit(a, b)),
  spec.kind === 'http' && [spec.health?.path, spec.health?.codes],
  spec.containerHealth?.command,
  spec.rollout?.stopSeconds,
  hasReadonlyRoot(spec),
  tmpfsOf(spec),
  verifiedPart(spec.override),
];
