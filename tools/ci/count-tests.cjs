/** Sums up the results of all test suites of a run, and names what was skipped; fails where none ran. */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = join(__dirname, '../../dist/tests');
const results = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
const sum = (field) => results.reduce((total, result) => total + result[field], 0);

for (const name of results.flatMap(({ skipped = [] }) => skipped)) console.log(`skipped: ${name}`);
console.log(`${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed, ${sum('numPendingTests')} skipped`);
process.exitCode = sum('numPassedTests') > 0 && sum('numFailedTests') === 0 ? 0 : 1;
