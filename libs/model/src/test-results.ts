import { z } from 'zod';

const count = z.number().int().min(0);

/** The file `dist/tests/<folder of a project>.json`: what a test runner's reporter found. */
export const testResultsSchema = z.strictObject({
  passed: count,
  failed: count,
  skipped: z.array(z.string()).describe('Names of the tests that were skipped'),
  failedFiles: count.describe('Files with failed tests, and files that could not run'),
  focused: z.array(z.string()).describe('Files in which some tests are focused, so that the others do not run'),
  edited: z.string().describe('Files in node_modules that differed from those of the lockfile').optional(),
  inputs: z.string().describe('Hash of the files that the tests ran on').optional(),
  run: z.string().describe('The run that the tests were part of').optional(),
});

/** The unit tests of one project, as its runner left them. */
export type TestResults = z.infer<typeof testResultsSchema>;

/** The file of a project's test results, relative to the workspace. */
export const testResultsFile = (projectRoot: string): string => `dist/tests/${projectRoot}.json`;
