import { readFile } from 'node:fs/promises';
import { type TestCounts } from '@longshore/model';

/** The fields of a report of `jest --json` that say how the tests ended. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests?: number;
  /** Files whose tests failed, or that could not be run at all. */
  numFailedTestSuites: number;
}

/** How many tests ran, and how many files could not be run. */
export interface TestOutcome extends TestCounts {
  failedFiles: number;
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
  };
}

/** Whether every test passed that ran. */
export const allPassed = ({ failed, failedFiles }: TestOutcome): boolean => failed === 0 && failedFiles === 0;

/** The counts alone. */
export const countsOf = ({ passed, failed, skipped }: TestOutcome): TestCounts => ({ passed, failed, skipped });
