/**
 * Records how many tests of a project passed, failed and were skipped, and what they ran on, in `dist/tests`: `verify`
 * puts it into the evidence.
 */
const { openRecorder } = require('./open-recorder.cjs');

module.exports = class LongshoreReporter {
  constructor({ rootDir }) {
    this.rootDir = rootDir;
  }

  async onRunStart() {
    this.record = await openRecorder(this.rootDir);
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numFailedTestSuites, testResults }) {
    const isSkipped = ({ status }) => !['passed', 'failed'].includes(status);
    this.record({
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: testResults.flatMap((suite) => suite.testResults.filter(isSkipped).map(({ fullName }) => fullName)),
      failedFiles: numFailedTestSuites,
      filesWithSkipped: testResults
        .filter((suite) => suite.testResults.some(isSkipped))
        .map((suite) => suite.testFilePath),
    });
  }
};
