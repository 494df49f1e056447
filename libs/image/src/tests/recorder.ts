import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Writable } from 'node:stream';
import { isLongshoreError, readServices, type TestResults, testResultsFile } from '@longshore/model';
import { checkPackages } from '../packages/check-packages';
import { readClosure } from '../project-closure';
import { noteOwnRun } from '../records/own-runs';
import { testInputs } from './projects';

/** What a test runner found out. */
export type Outcome = Omit<TestResults, 'inputs' | 'run' | 'focused' | 'edited'> & {
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
  /** What a person should know is printed there. */
  output: Writable;
}

/**
 * Prepares to record the tests of a project: notes what they are about to run on, because a file that changes meanwhile
 * has not been tested.
 * @returns writes the outcome to `dist/tests/<folder of the project>.json`
 */
export async function openRecorder(options: RecorderOptions): Promise<(outcome: Outcome) => void> {
  const { root, workspace, run } = options;
  const project = relative(workspace, resolve(root)).split(sep).join('/');
  const ranOn = await stateOf(project, options);
  return ({ filesWithSkipped, ...counts }) => {
    const focused = filesWithSkipped.filter(isFocused).map((file) => relative(workspace, file));
    const results: TestResults = { ...counts, focused, ...ranOn, ...(run && { run }) };
    const file = join(workspace, testResultsFile(project));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
    if (run) noteOwnRun(workspace, run);
  };
}

/** The tests run in any case: what is wrong with the workspace is reported by the targets that need it. */
async function stateOf(project: string, { workspace, output }: RecorderOptions) {
  try {
    const inputs = testInputs(workspace, project);
    const edited = await editedPackages(workspace, project, output);
    return { inputs, ...(edited && { edited }) };
  } catch (error) {
    if (!isLongshoreError(error)) throw error;
    output.write(`${error.message}\n`);
    return {};
  }
}

/**
 * Names files in node_modules that an image of the project would not have; undefined if there are none, or the project
 * is in no image.
 */
async function editedPackages(workspace: string, project: string, output: Writable): Promise<string | undefined> {
  const service = readServices(workspace).find((each) =>
    readClosure({ workspace, service: each }).closure.workspacePackages.includes(project),
  );
  try {
    if (service) await checkPackages({ workspace, service }, output);
    return undefined;
  } catch (error) {
    if (!isLongshoreError(error)) throw error;
    if (error.code === 'LS2012') return error.why;
    // Whatever else is wrong with them, verify refuses itself.
    output.write(`${error.message}\n`);
    return undefined;
  }
}

/** `it.only`, `test.concurrent.only`, `fdescribe` and the like: runners report the others as skipped, and not why. */
const focus = /\b(?:it|test|describe|suite|context)(?:\.\w+)*\.only\b|\b(?:fit|fdescribe)\s*\(/;

const isFocused = (file: string): boolean => focus.test(readFileSync(file, 'utf8'));
