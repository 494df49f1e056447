/** Records the tests of a project that Vitest runs; see `jest-reporter.cjs`. */
const { openRecorder } = require('./open-recorder.cjs');

module.exports = class LongshoreReporter {
  async onInit(vitest) {
    this.record = await openRecorder(vitest.config.root);
  }

  /** @param modules one for each test file */
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const named = (state) => tests.filter((test) => test.result().state === state);
    const skipped = named('skipped');
    const failedFiles = modules.filter((module) => module.state() === 'failed').length;
    this.record({
      passed: named('passed').length,
      failed: named('failed').length,
      skipped: skipped.map(({ fullName }) => fullName),
      failedFiles: failedFiles + (unhandledErrors.length > 0 ? 1 : 0),
      filesWithSkipped: [...new Set(skipped.map(({ module }) => module.moduleId))],
    });
  }
};
