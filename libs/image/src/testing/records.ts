import { type Evidence, type TestResults, testResultsFile } from '@longshore/model';
import { evidenceFor } from '@longshore/model/src/testing';
import { type BuiltImage } from '../image';
import { testInputs } from '../tests/projects';
import { testsClaim } from '../tests/tests-key';
import { type FixtureWorkspace } from './workspace';

/** Leaves what the target `test` of a project leaves for the sources as they are now: one test passed, unless said. */
export function leaveResults(workspace: FixtureWorkspace, root: string, results: Partial<TestResults> = {}): void {
  const passed = { passed: 1, failed: 0, skipped: [], failedFiles: 0, focused: [] };
  const inputs = testInputs(workspace.folder, root);
  workspace.write(testResultsFile(root), JSON.stringify({ ...passed, inputs, ...results }));
}

/** Evidence for an image of the fixture: one test of each project passed. */
export function passed(
  workspace: FixtureWorkspace,
  image: BuiltImage,
  change: Partial<Evidence['predicate']> = {},
): Evidence {
  const { testsKey, projects } = testsClaim(workspace.hello);
  const tests = { passed: 1, failed: 0, skipped: 0 };
  return evidenceFor(image.digest, {
    service: 'hello',
    inputKey: image.inputKey,
    testsKey,
    projects: projects.map((project) => ({ project, inputs: '', tests })),
    ...change,
  });
}
