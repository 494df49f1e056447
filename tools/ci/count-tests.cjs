/** Sums up the results of all test suites of a run, and names what was skipped; fails if none ran. */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = join(__dirname, '../../dist/tests');
const results = readdirSync(folder, { recursive: true })
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
const sum = (count) => results.reduce((total, result) => total + count(result), 0);

for (const name of results.flatMap(({ skipped }) => skipped)) console.log(`skipped: ${name}`);
const [passed, failed] = [sum((each) => each.passed), sum((each) => Math.max(each.failed, each.failedFiles))];
console.log(`${passed} passed, ${failed} failed, ${sum((each) => each.skipped.length)} skipped`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
