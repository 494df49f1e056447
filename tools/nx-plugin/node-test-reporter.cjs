/**
 * Records the tests of a project that `node --test` runs, see `jest-reporter.cjs`:
 * `node --test --test-reporter=spec --test-reporter-destination=stdout
 *   --test-reporter=@longshore/nx/node-test-reporter.cjs --test-reporter-destination=stdout`
 */
const { openRecorder } = require('./open-recorder.cjs');

module.exports = async function* record(events) {
  const write = await openRecorder(process.cwd());
  const ended = [];
  for await (const { type, data } of events) {
    if ((type === 'test:pass' || type === 'test:fail') && data.details?.type !== 'suite') ended.push({ type, ...data });
  }
  const isSkipped = ({ skip, todo }) => skip !== undefined || todo !== undefined;
  const ran = ended.filter((test) => !isSkipped(test));
  const failed = ran.filter(({ type }) => type === 'test:fail');
  const skipped = ended.filter(isSkipped);
  write({
    passed: ran.length - failed.length,
    failed: failed.length,
    skipped: skipped.map(({ name }) => name),
    failedFiles: new Set(failed.map(({ file }) => file)).size,
    // `--test-only` leaves other tests out without a word: each file is looked at.
    filesWithSkipped: [...new Set(ended.flatMap(({ file }) => file ?? []))],
  });
  yield '';
};
