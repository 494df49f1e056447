import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestResults } from '@longshore/model';

const repository = join(__dirname, '../../../..');

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'longshore-reporters-')));
  write('nx.json', '{}');
  write('package.json', '{"name":"fixture","workspaces":["libs/*"]}');
  write('libs/deep/package.json', '{"name":"deep","version":"1.0.0"}');
  write(
    'package-lock.json',
    JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'libs/deep': { version: '1.0.0' } } }),
  );
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, content: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

/** Runs a test runner in the project, and reads what its reporter left. */
function results(program: string, ...words: string[]): TestResults {
  const { NODE_OPTIONS: _none, ...env } = process.env;
  const cwd = join(folder, 'libs/deep');
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...words].filter(Boolean), {
    cwd,
    encoding: 'utf8',
    // Node's test runner would take these tests for its own.
    env: { ...env, LONGSHORE_RUN: 'run-1', NODE_TEST_CONTEXT: undefined },
  });
  try {
    return JSON.parse(readFileSync(join(folder, 'dist/tests/libs/deep.json'), 'utf8')) as TestResults;
  } catch {
    throw new Error(`${stdout}\n${stderr}`);
  }
}

const bin = (file: string) => join(repository, 'node_modules', file);
const reporter = (name: string) => join(repository, 'tools/nx-plugin', name);

const runners = {
  jest: {
    file: 'a.spec.js',
    head: '',
    run: () => results(bin('jest/bin/jest.js'), '--rootDir=.', `--reporters=${reporter('jest-reporter.cjs')}`),
  },
  vitest: {
    file: 'a.spec.js',
    head: `import { describe, it } from 'vitest';`,
    run: () => results(bin('vitest/vitest.mjs'), 'run', '--allowOnly', `--reporter=${reporter('vitest-reporter.cjs')}`),
  },
  'node:test': {
    file: 'a.test.cjs',
    head: `const { describe, it } = require('node:test');`,
    run: () =>
      results('--test', `--test-reporter=${reporter('node-test-reporter.cjs')}`, '--test-reporter-destination=stdout'),
  },
};

describe.each(Object.entries(runners))('the reporter for %s', (_name, { file, head, run }) => {
  const tests = (code: string) => write(`libs/deep/${file}`, `${head}\n${code}`);
  const fails = `() => { throw new Error('no'); }`;

  it('records what passed, failed and was skipped, what the tests ran on, and in which run', () => {
    tests(`describe('a', () => { it('b', () => {}); it('c', ${fails}); it.skip('d', ${fails}); });`);
    expect(run()).toEqual({
      passed: 1,
      failed: 1,
      skipped: [expect.stringContaining('d')],
      failedFiles: 1,
      focused: [],
      inputs: expect.stringMatching(/^[0-9a-f]{64}$/),
      run: 'run-1',
    });
  });

  it('names the file in which a test is focused', () => {
    tests(`it.only('a', () => {}); it('b', ${fails});`);
    expect(run().focused).toEqual([`libs/deep/${file}`]);
  });

  it('counts a file that cannot be loaded as failed', () => {
    tests(`throw new Error('not loaded');`);
    const { passed, failed, failedFiles } = run();
    expect([passed, failed + failedFiles > 0]).toEqual([0, true]);
  });
});
