import { statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  LongshoreError,
  type ProjectTests,
  type TestResults,
  testResultsFile,
  testResultsSchema,
} from '@longshore/model';
import { type Project } from '../image';
import { parseJunit } from './junit';
import { type TestedProject, testedProjects, testInputFiles } from './projects';

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
  const found = (await readResults(workspace, project)) ?? (await readJunit(workspace, tested));
  if (!found) {
    const files = `${testResultsFile(project)} and ${junitFile(project)} are missing`;
    return { project, problem: `${files}: its tests have not run, or left no results (docs/tests.md)` };
  }
  const { results, file } = found;
  const problem = doubtOf(results, inputs, file);
  if (problem) return { project, problem };
  const { passed, failed, skipped, run } = results;
  return { project, inputs, tests: { passed, failed, skipped: skipped.length }, ...(run && { run }) };
}

function doubtOf({ passed, failed, failedFiles, focused, edited, inputs }: TestResults, now: string, file: string) {
  if (failed > 0 || failedFiles > 0) return `${failed} tests failed, in ${failedFiles} files`;
  if (focused.length > 0) return `tests are focused, so that others do not run: ${focused.join(', ')}`;
  if (passed === 0) return 'no test passed';
  if (edited) return `they ran with other packages than package-lock.json names: ${edited}`;
  return inputs === now ? undefined : `the sources changed since ${file} was written`;
}

interface Found {
  results: TestResults;
  /** Relative to the workspace. */
  file: string;
}

/** What a reporter of ours left. */
async function readResults(workspace: string, project: string): Promise<Found | undefined> {
  const file = testResultsFile(project);
  const text = await readFile(join(workspace, file), 'utf8').catch(() => '');
  try {
    const results = testResultsSchema.safeParse(JSON.parse(text)).data;
    return results && { results, file };
  } catch {
    return undefined;
  }
}

/** What another runner left. It does not say on what the tests ran: it must be newer than every one of those files. */
async function readJunit(workspace: string, { root, inputs }: TestedProject): Promise<Found | undefined> {
  const file = junitFile(root);
  const path = join(workspace, file);
  const results = parseJunit(await readFile(path, 'utf8').catch(() => ''));
  if (!results) return undefined;
  const { mtimeMs } = await stat(path);
  const isNewer = testInputFiles(workspace, root).every((each) => statSync(join(workspace, each)).mtimeMs <= mtimeMs);
  return { results: isNewer ? { ...results, inputs } : results, file };
}

const junitFile = (root: string): string => testResultsFile(root).replace(/\.json$/, '.xml');

function notPassed({ service: { name } }: Project, problems: Problem[]): LongshoreError {
  const roots = problems.map(({ project }) => project).join(',');
  // Nx does not know what is in node_modules: it would take the same results from its cache.
  const again = problems.some(({ problem }) => problem.startsWith('they ran with')) ? ' --skip-nx-cache' : '';
  return new LongshoreError('LS2104', {
    what: `the unit tests of what is in the image of ${name} have not passed`,
    why: problems.map(({ project, problem }) => `${project}: ${problem}`).join('\n'),
    fix: `npx nx run-many -t test -p ${roots}${again}`,
  });
}
