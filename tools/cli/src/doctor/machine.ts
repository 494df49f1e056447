import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isSeenUnquoted, openHistory, runningCloud, unseenTracked } from '@longshore/deploy';
import { type Environment } from '@longshore/model';
import { engineAddress, engineAnswers } from '@longshore/runtime';
import { defaultLoadBalancerPort, defaultPort } from '../options';
import { readVariables } from '../serve/variables';
import { type Check, fail, type Finding, ok, skip } from './check';

/** How long an engine may take to answer, in milliseconds. */
const patience = 2_000;

/** What this machine has to have, whatever the environment; in the order in which it is printed. */
export const machineChecks = (workspace: string, environment: Environment): Check[] => [
  { name: 'node', look: () => Promise.resolve(checkNode(process.versions.node, wantedNode(workspace))) },
  { name: 'npm', look: () => checkNpm(workspace) },
  { name: 'git', look: () => checkGit(workspace) },
  { name: 'engine', look: () => checkEngine(environment) },
  { name: 'ports', look: () => checkPorts(workspace, environment) },
];

/**
 * Compares the version of Node with the least one.
 * @param wanted as `>=20.19`
 */
export function checkNode(version: string, wanted: string): Finding {
  const least = wanted.replace(/^\D+/, '');
  if (compareVersions(version, least) >= 0) return ok(version);
  return fail(`${version}, but ${least} or newer is needed`, `install Node ${least.split('.')[0]}: nvm install`);
}

const wantedNode = (workspace: string): string =>
  (JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8')) as { engines?: { node?: string } }).engines
    ?.node ?? '>=20.19';

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const differing = [0, 1, 2].find((index) => (left?.[index] ?? 0) !== (right?.[index] ?? 0));
  return differing === undefined ? 0 : (left?.[differing] ?? 0) - (right?.[differing] ?? 0);
}

async function checkNpm(workspace: string): Promise<Finding> {
  const version = await output('npm', ['--version'], workspace);
  return version === undefined ? fail('not found', 'install npm; it comes with Node') : ok(version);
}

/** `affected` compares commits: a clone that was cut off lacks the one to compare with. */
export async function checkGit(workspace: string): Promise<Finding> {
  const history = openHistory(workspace);
  const nothing = await history.noCommit();
  if (nothing) return fail(nothing.why, nothing.fix);
  if (await history.isShallow()) return fail('the history is cut off', 'git fetch --unshallow');
  const unseen = await unseenTracked(workspace, readVariables(join(workspace, '.env')));
  return unseen.length > 0 ? unseenFinding(unseen) : ok(`whole history, commits: ${await history.count()}`);
}

/** Git quotes their names, and Nx takes the quoted form for the name. */
function unseenFinding(files: string[]): Finding {
  const stubborn = files.find((file) => !isSeenUnquoted(file));
  const [name, fix] =
    stubborn === undefined
      ? [files[0], 'git config core.quotepath false']
      : [stubborn, 'rename it with git mv: no quotes, backslashes or control characters'];
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  return fail(`nx affected does not see changes of ${count}, as ${JSON.stringify(name)}`, fix);
}

/** Evidence for AWS comes from an engine; on this machine child processes do as well. */
async function checkEngine({ name, spec }: Environment): Promise<Finding> {
  const address = engineAddress();
  if (address && (await engineAnswers(address, patience))) {
    return ok(`answers at ${'socketPath' in address ? address.socketPath : `${address.host}:${address.port}`}`);
  }
  const where = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
  if (spec.embedded) return skip(`none at ${where}: tasks run as child processes`);
  return fail(`none at ${where}, and ${name} takes only what was verified in one`, 'start Docker Engine');
}

async function checkPorts(workspace: string, { name, spec }: Environment): Promise<Finding> {
  if (!spec.embedded) return skip(`${name} listens on AWS`);
  const cloud = runningCloud(workspace);
  if (cloud) return ok(`the embedded cloud has ${cloud.endpoint} and ${cloud.loadBalancer}`);
  return checkFree({ port: defaultPort, 'lb-port': defaultLoadBalancerPort });
}

/**
 * Looks whether ports of 127.0.0.1 are free.
 * @param ports by the option of `longshore up` that takes another
 */
export async function checkFree(ports: Record<string, number>): Promise<Finding> {
  const all = Object.entries(ports);
  const taken = (await Promise.all(all.map(async (entry) => ((await isFree(entry[1])) ? [] : [entry])))).flat();
  if (taken.length === 0) return ok(`free: ${all.map(([, port]) => port).join(', ')}`);
  const options = taken.map(([option]) => `--${option} 0`).join(' ');
  return fail(`${taken.map(([, port]) => port).join(' and ')} taken by another process`, `npx longshore up ${options}`);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** What a program prints; undefined where it is missing or fails. */
async function output(program: string, words: string[], cwd: string): Promise<string | undefined> {
  try {
    return (await promisify(execFile)(program, words, { cwd })).stdout.trim();
  } catch {
    return undefined;
  }
}
