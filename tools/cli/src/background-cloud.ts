import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LongshoreError } from '@longshore/model';
import { type CloudPorts } from './options';
import { forgetCloud, isAlive, rememberCloud, type RunningCloud, runningCloud } from '@longshore/deploy';
import { stateFolder } from './workspace';

/** Where the workspace's cloud keeps its state. */
export const cloudFolder = (workspace: string): string => join(stateFolder(workspace), 'cloud');

const startTimeoutMs = 20_000;
const stopTimeoutMs = 30_000;

/**
 * Returns the workspace's cloud, started in the background if it does not run yet.
 * @param given the options that were named: a running cloud has to have them
 * @throws LS1102, LS1103, LS1105, CloudError LS4002
 */
export async function ensureCloud(
  workspace: string,
  ports: CloudPorts,
  given: Partial<CloudPorts>,
): Promise<RunningCloud> {
  const running = runningCloud(workspace);
  if (!running) return startBackgroundCloud(workspace, ports);
  refuseOtherSettings(running, given);
  return running;
}

/** Port 0 and the runtime `auto` accept whatever runs. */
function refuseOtherSettings(running: RunningCloud, given: Partial<CloudPorts>): void {
  const { port, lbPort, runtime } = given;
  const differs = [
    port && port !== portOf(running.endpoint) && `its port is ${portOf(running.endpoint)}`,
    lbPort && lbPort !== portOf(running.loadBalancer) && `its load balancer's port is ${portOf(running.loadBalancer)}`,
    runtime && !['auto', running.runtime ?? runtime].includes(runtime) && `its runtime is ${running.runtime}`,
  ].filter(Boolean);
  if (differs.length === 0) return;
  throw new LongshoreError('LS1105', {
    what: 'the embedded cloud of this workspace runs with other settings',
    why: differs.join(', '),
    fix: `npx longshore down && npx longshore up ${wordsOf(given)}`,
  });
}

const portOf = (url: string): number => Number(new URL(url).port);

const wordsOf = ({ port, lbPort, runtime }: Partial<CloudPorts>): string =>
  [
    ...(port === undefined ? [] : [`--port ${port}`]),
    ...(lbPort === undefined ? [] : [`--lb-port ${lbPort}`]),
    ...(runtime === undefined ? [] : [`--runtime ${runtime}`]),
  ].join(' ');

/** Starts the workspace's cloud in the background; it outlives this process. */
async function startBackgroundCloud(workspace: string, ports: CloudPorts): Promise<RunningCloud> {
  const folder = stateFolder(workspace);
  mkdirSync(folder, { recursive: true });
  const out = join(folder, 'cloud.out');
  const log = join(folder, 'cloud.log');
  const child = spawnCloud(workspace, ports, out, log);
  const ready = await readyLine(child, out, log);
  const { endpoint, loadBalancer, runtime } = ready;
  const cloud: RunningCloud = { pid: child.pid ?? 0, endpoint, loadBalancer, ...(runtime && { runtime }) };
  rememberCloud(workspace, cloud);
  child.unref();
  return cloud;
}

/** Stops the workspace's cloud; returns whether there was one. */
export async function stopBackgroundCloud(workspace: string): Promise<boolean> {
  const cloud = runningCloud(workspace);
  forgetCloud(workspace);
  if (!cloud) return false;
  process.kill(cloud.pid, 'SIGTERM');
  for (let waited = 0; isAlive(cloud.pid); waited += 50) {
    if (waited > stopTimeoutMs) process.kill(cloud.pid, 'SIGKILL');
    await delay(50);
  }
  return true;
}

function spawnCloud(workspace: string, { port, lbPort, runtime }: CloudPorts, out: string, log: string): ChildProcess {
  const words = ['cloud', '--port', String(port), '--lb-port', String(lbPort), '--runtime', runtime];
  const files = [openSync(out, 'w'), openSync(log, 'w')] as const;
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...words, '--state', cloudFolder(workspace)], {
    cwd: workspace,
    detached: true,
    stdio: ['ignore', ...files],
  });
  files.forEach(closeSync);
  return child;
}

async function readyLine(child: ChildProcess, out: string, log: string): Promise<RunningCloud> {
  for (let waited = 0; waited < startTimeoutMs; waited += 20) {
    const line = readFileSync(out, 'utf8');
    if (line.endsWith('\n')) return JSON.parse(line) as RunningCloud;
    if (child.exitCode !== null) throw await startError(readFileSync(log, 'utf8'), log);
    await delay(20);
  }
  child.kill();
  throw notStarted(`no answer in ${startTimeoutMs / 1000} s`, log);
}

/** The error that the cloud ended with, as its own; the end of what it wrote if it has none. */
async function startError(output: string, log: string): Promise<Error> {
  const [, code, what = ''] = /^(LS\d{4}) {2}(.*)$/m.exec(output) ?? [];
  const fix = /^fix {5}(.*)$/m.exec(output)?.[1] ?? '';
  if (code === 'LS1102') {
    return new LongshoreError(code, {
      what,
      why: 'with port 0 it takes free ones',
      fix: 'npx longshore up --port 0 --lb-port 0',
    });
  }
  // Loaded only here: it brings the whole cloud with it.
  if (code === 'LS4002') return (await import('./cloud-start-error.js')).folderInUse(what, fix);
  return notStarted(output.trim().split('\n').slice(-3).join('\n'), log);
}

const notStarted = (why: string, log: string): LongshoreError =>
  new LongshoreError('LS1103', { what: 'the embedded cloud did not start', why, fix: `read ${log}` });
