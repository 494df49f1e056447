import { spawnSync } from 'node:child_process';

const ping = `require('http').get({ socketPath: '/var/run/docker.sock', path: '/_ping', timeout: 1000 },
  ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1)).on('timeout', () => process.exit(1))`;

/**
 * Whether the tests that need a Docker Engine run: where one answers. Elsewhere it says in one line what is skipped, or
 * throws where LONGSHORE_REQUIRE_ENGINE is set. It asks at once: Jest wants to know its tests before any of them runs.
 */
export function engineTestsRun(what: string): boolean {
  if (spawnSync(process.execPath, ['-e', ping]).status === 0) return true;
  if (process.env['LONGSHORE_REQUIRE_ENGINE']) throw new Error(`no Docker Engine answers, but it is required: ${what}`);
  process.stderr.write(`skipped, since no Docker Engine answers: ${what}\n`);
  return false;
}
