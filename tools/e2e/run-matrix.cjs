/**
 * Runs the cases of the matrix one after another, prints how each ended, and writes that into docs/testing.md:
 * `nx run e2e:matrix`, or some of them: `nx run e2e:matrix -- foreign`.
 */
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { availableParallelism, tmpdir } = require('node:os');
const { join } = require('node:path');
const prettier = require('prettier');

const page = join(__dirname, '../../docs/testing.md');
const [start, end] = ['<!-- matrix: written by `nx run e2e:matrix` -->', '<!-- end of matrix -->'];
const head = ['| case | last result | on | took | Node | cores |', '| --- | --- | --- | --- | --- | --- |'];

function runCases(patterns) {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-matrix-'));
  try {
    const file = join(folder, 'results.json');
    const config = join(__dirname, 'matrix.config.cjs');
    const words = ['--config', config, '--verbose', '--json', '--outputFile', file, ...patterns];
    const stdio = ['ignore', 'ignore', 'inherit'];
    spawnSync(process.execPath, [require.resolve('jest/bin/jest'), ...words], { stdio });
    return JSON.parse(readFileSync(file, 'utf8')).testResults;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The case of a file is what its one `describe` says. */
function rowOf({ name, status, startTime, endTime, assertionResults }) {
  const [title = name] = assertionResults[0]?.ancestorTitles ?? [];
  const day = new Date(endTime).toISOString().slice(0, 10);
  const seconds = `${Math.round((endTime - startTime) / 1000)} s`;
  return `| ${[title, status, day, seconds, process.version, availableParallelism()].join(' | ')} |`;
}

const caseOf = (row) => row.split('|')[1].trim();

/** Cases that did not run this time keep their last result. */
function mergedRows(text, rows) {
  const known = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(head.length);
  const kept = known.filter((row) => !rows.some((each) => caseOf(each) === caseOf(row)));
  return [...kept, ...rows].sort((one, other) => caseOf(one).localeCompare(caseOf(other)));
}

async function main() {
  const results = runCases(process.argv.slice(2));
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  const rows = results.map(rowOf);
  const section = [...head, ...mergedRows(text.slice(from, to), rows)].join('\n');
  const written = `${text.slice(0, from)}\n\n${section}\n\n${text.slice(to)}`;
  const options = await prettier.resolveConfig(page);
  writeFileSync(page, await prettier.format(written, { ...options, parser: 'markdown' }));
  console.log(await prettier.format([...head, ...rows].join('\n'), { ...options, parser: 'markdown' }));
  process.exitCode = results.length > 0 && results.every(({ status }) => status === 'passed') ? 0 : 1;
}

void main();
