import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LongshoreError, type TestCounts } from '@longshore/model';
import { type Project } from '../image';
import { unitInputs } from '../unit-inputs';

/** The fields of a report of `jest --json` that say how the tests ended. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests?: number;
  /** Files whose tests failed, or that could not be run at all. */
  numFailedTestSuites: number;
  /** Hash of what they ran on, where the reporter of the target `test` noted it. */
  inputs?: string;
}

/** How many tests ran, and how many files could not be run. */
export interface TestOutcome extends TestCounts {
  failedFiles: number;
  inputs?: string;
}

/** Reads a report of `jest --json`; undefined where there is none. */
export async function readReport(file: string): Promise<TestOutcome | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const report = JSON.parse(text) as JestReport;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    failedFiles: report.numFailedTestSuites,
    ...(report.inputs ? { inputs: report.inputs } : {}),
  };
}

/** Whether every test passed that ran. */
export const allPassed = ({ failed, failedFiles }: TestOutcome): boolean => failed === 0 && failedFiles === 0;

/** The counts alone. */
export const countsOf = ({ passed, failed, skipped }: TestOutcome): TestCounts => ({ passed, failed, skipped });

/**
 * The unit tests of a service, as the target `test` left them in `dist/tests/<service>.json`.
 * @throws LS2104 where they have not run, not all passed, or ran on other sources than those of now
 */
export async function unitTests(project: Project): Promise<TestCounts> {
  const { name } = project.service;
  const file = `dist/tests/${name}.json`;
  const outcome = await readReport(join(project.workspace, file));
  if (!outcome) throw notPassed(name, `there is no ${file}`);
  if (!allPassed(outcome)) {
    throw notPassed(name, `${outcome.failed} tests failed, in ${outcome.failedFiles} files`);
  }
  if (outcome.inputs !== unitInputs(project)) throw notPassed(name, `the sources changed since ${file} was written`);
  return countsOf(outcome);
}

const notPassed = (name: string, why: string): LongshoreError =>
  new LongshoreError('LS2104', {
    what: `the unit tests of ${name} have not passed`,
    why,
    fix: `npx nx test ${name}`,
  });
