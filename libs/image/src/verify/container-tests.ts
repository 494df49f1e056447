import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Writable } from 'node:stream';
import { LongshoreError, type TestCounts } from '@longshore/model';
import { type Project } from '../image';
import { allPassed, countsOf, readReport, type TestOutcome } from './counts';

/**
 * Runs a service's container tests, `test/container/*.spec.ts`, as a process of its own.
 * @param environment what the tests get besides our own environment: where the service is
 * @param output where it prints to
 * @throws LS2102 where one fails, or none runs
 */
export async function runContainerTests(
  { workspace, service }: Project,
  environment: Record<string, string>,
  output: Writable,
  signal?: AbortSignal,
): Promise<TestCounts> {
  const config = `${service.root}/test/container/jest.config.cjs`;
  if (!existsSync(join(workspace, config))) throw failed(service.name, `there is no ${config}`);
  const folder = await mkdtemp(join(tmpdir(), 'longshore-verify-'));
  try {
    const report = join(folder, 'report.json');
    await runJest(workspace, ['--config', config, '--json', '--outputFile', report], environment, output, signal);
    return judge(service.name, await readReport(report));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function judge(name: string, outcome: TestOutcome | undefined): TestCounts {
  if (!outcome) throw failed(name, 'Jest left no report; see above');
  if (!allPassed(outcome)) throw failed(name, `${outcome.failed} tests failed, in ${outcome.failedFiles} files`);
  if (outcome.passed === 0) throw failed(name, 'no test ran');
  return countsOf(outcome);
}

/** Its exit code is not looked at: the report says more. */
function runJest(
  workspace: string,
  args: string[],
  environment: Record<string, string>,
  output: Writable,
  signal?: AbortSignal,
): Promise<void> {
  const jest = createRequire(join(workspace, 'package.json')).resolve('jest/bin/jest');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [jest, ...args], {
      cwd: workspace,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    child.once('error', reject);
    child.once('close', () => resolve());
  });
}

const failed = (name: string, why: string): LongshoreError =>
  new LongshoreError('LS2102', {
    what: `the container tests of ${name} failed`,
    why,
    fix: `mend the service or its tests, then npx nx verify ${name}`,
  });
