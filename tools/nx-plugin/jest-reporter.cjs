/**
 * Writes how many tests passed and failed, in the words of `jest --json`, to the file that LONGSHORE_TEST_RESULTS names:
 * the counts go into the evidence. (`jest --outputFile` does not make the folder that it writes to.) Of a service it
 * notes as well what the tests ran on.
 */
const { existsSync, mkdirSync, writeFileSync } = require('node:fs');
const { basename, dirname, join, resolve } = require('node:path');

module.exports = class CountsReporter {
  constructor({ rootDir }) {
    this.rootDir = rootDir;
  }

  onRunStart() {
    this.inputs = inputsOf(this.rootDir);
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults }) {
    const file = resolve(process.env.LONGSHORE_TEST_RESULTS);
    const tests = testResults.flatMap((suite) => suite.testResults);
    const skipped = tests.filter(({ status }) => status === 'pending').map(({ fullName }) => fullName);
    mkdirSync(dirname(file), { recursive: true });
    const counts = { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, skipped };
    writeFileSync(file, JSON.stringify({ ...counts, ...(this.inputs && { inputs: this.inputs }) }));
  }
};

/** Undefined for what is no service; a file that changes while the tests run has not been tested, so this is read first. */
function inputsOf(root) {
  if (!existsSync(join(root, 'service.json'))) return undefined;
  // A published package has no sources, and need not have a loader of TypeScript.
  if (existsSync(join(__dirname, 'src/index.ts'))) require('@swc-node/register');
  const { unitInputs } = require('@longshore/image');
  const { readService } = require('@longshore/model');
  const workspace = dirname(dirname(root));
  try {
    return unitInputs({ workspace, service: readService(workspace, basename(root)) });
  } catch (error) {
    // What is wrong is told by the targets that need it; the tests have run all the same.
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}
