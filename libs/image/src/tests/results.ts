import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  LongshoreError,
  type ProjectTests,
  type TestResults,
  testResultsFile,
  testResultsSchema,
} from '@longshore/model';
import { type Project } from '../image';
import { type TestedProject, testedProjects } from './projects';

/**
 * The unit tests of every workspace project in a service's image, as their runners left them in `dist/tests`.
 * @throws LS2104 if some have not run, not passed, or ran on other sources than those of now: all of them at once
 */
export async function unitTests(project: Project): Promise<ProjectTests[]> {
  const projects = testedProjects(project);
  const judged = await Promise.all(projects.map((each) => judge(project.workspace, each)));
  const problems = judged.flatMap((each) => ('problem' in each ? [each] : []));
  if (problems.length > 0) throw notPassed(project, problems);
  return judged.flatMap((each) => ('problem' in each ? [] : [each]));
}

interface Problem {
  project: string;
  problem: string;
}

async function judge(workspace: string, tested: TestedProject): Promise<ProjectTests | Problem> {
  const { root: project, inputs, declaresNone } = tested;
  if (declaresNone) return { project, inputs, tests: 'none' };
  const file = testResultsFile(project);
  const results = await readResults(join(workspace, file));
  if (!results) return { project, problem: `${file} is missing: its tests have not run, or without a reporter` };
  const problem = doubtOf(results, inputs, file);
  if (problem) return { project, problem };
  const { passed, failed, skipped, run } = results;
  return { project, inputs, tests: { passed, failed, skipped: skipped.length }, ...(run && { run }) };
}

function doubtOf({ passed, failed, failedFiles, focused, inputs }: TestResults, now: string, file: string) {
  if (failed > 0 || failedFiles > 0) return `${failed} tests failed, in ${failedFiles} files`;
  if (focused.length > 0) return `tests are focused, so that others do not run: ${focused.join(', ')}`;
  if (passed === 0) return 'no test passed';
  return inputs === now ? undefined : `the sources changed since ${file} was written`;
}

async function readResults(file: string): Promise<TestResults | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    return testResultsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function notPassed({ service: { name } }: Project, problems: Problem[]): LongshoreError {
  const roots = problems.map(({ project }) => project).join(',');
  return new LongshoreError('LS2104', {
    what: `the unit tests of what is in the image of ${name} have not passed`,
    why: problems.map(({ project, problem }) => `${project}: ${problem}`).join('\n'),
    fix: `npx nx run-many -t test -p ${roots}`,
  });
}
