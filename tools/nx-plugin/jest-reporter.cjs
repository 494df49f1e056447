/**
 * Writes how many tests passed and failed, in the words of `jest --json`, to the file that LONGSHORE_TEST_RESULTS names:
 * the counts go into the evidence. (`jest --outputFile` does not make the folder that it writes to.)
 */
const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname, resolve } = require('node:path');

module.exports = class CountsReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults }) {
    const file = resolve(process.env.LONGSHORE_TEST_RESULTS);
    const tests = testResults.flatMap((suite) => suite.testResults);
    const skipped = tests.filter(({ status }) => status === 'pending').map(({ fullName }) => fullName);
    mkdirSync(dirname(file), { recursive: true });
    const counts = { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, skipped };
    writeFileSync(file, JSON.stringify(counts));
  }
};
