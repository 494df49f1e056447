import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isLongshoreError, type TestResults, testResultsFile } from '@longshore/model';
import { noteOwnRun } from '../records/own-runs';
import { testInputs } from './projects';

/** What a test runner found out. */
export type Outcome = Omit<TestResults, 'inputs' | 'run' | 'focused'> & {
  /** Files of which tests were skipped: only in these can a focused test hide others. */
  filesWithSkipped: string[];
};

/** Where a recorder is at work. */
export interface RecorderOptions {
  /** Folder of the project whose tests run. */
  root: string;
  /** Folder of the workspace; `root` or one above it. */
  workspace: string;
  /** The run that the tests are part of. */
  run?: string | undefined;
  /** Prints what a person should know. */
  warn: (text: string) => void;
}

/**
 * Prepares to record the tests of a project: notes what they are about to run on, because a file that changes meanwhile
 * has not been tested.
 * @returns writes the outcome to `dist/tests/<folder of the project>.json`
 */
export function openRecorder({ root, workspace, run, warn }: RecorderOptions): (outcome: Outcome) => void {
  const project = relative(workspace, resolve(root)).split(sep).join('/');
  const inputs = inputsOf(workspace, project, warn);
  return ({ filesWithSkipped, ...counts }) => {
    const focused = filesWithSkipped.filter(isFocused).map((file) => relative(workspace, file));
    const results: TestResults = { ...counts, focused, ...(inputs && { inputs }), ...(run && { run }) };
    const file = join(workspace, testResultsFile(project));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
    if (run) noteOwnRun(workspace, run);
  };
}

/** The tests run in any case: what is wrong with the workspace is reported by the targets that need it. */
function inputsOf(workspace: string, project: string, warn: (text: string) => void): string | undefined {
  try {
    return testInputs(workspace, project);
  } catch (error) {
    if (!isLongshoreError(error)) throw error;
    warn(`${error.message}\n`);
    return undefined;
  }
}

/** `it.only`, `test.concurrent.only`, `fdescribe` and the like: runners report the others as skipped, and not why. */
const focus = /\b(?:it|test|describe|suite|context)(?:\.\w+)*\.only\b|\b(?:fit|fdescribe)\s*\(/;

const isFocused = (file: string): boolean => focus.test(readFileSync(file, 'utf8'));
