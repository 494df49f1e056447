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
 * Starts the workspace's cloud in the background; it outlives this process.
 * @throws LS1102 or LS3001 with what the cloud said where it does not start
 */
export async function startBackgroundCloud(workspace: string, ports: CloudPorts): Promise<RunningCloud> {
  const folder = stateFolder(workspace);
  mkdirSync(folder, { recursive: true });
  const out = join(folder, 'cloud.out');
  const log = join(folder, 'cloud.log');
  const child = spawnCloud(workspace, ports, out, log);
  const ready = await readyLine(child, out, log);
  const cloud = { pid: child.pid ?? 0, endpoint: ready.endpoint, loadBalancer: ready.loadBalancer };
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
    if (child.exitCode !== null) throw notStarted(readFileSync(log, 'utf8'), log);
    await delay(20);
  }
  child.kill();
  throw notStarted(`no answer in ${startTimeoutMs / 1000} s`, log);
}

function notStarted(output: string, log: string): LongshoreError {
  const inUse = /port (\d+)/i.exec(output)?.[1];
  if (inUse && /in use/.test(output)) {
    return new LongshoreError('LS1102', {
      what: `port ${inUse} is in use by another process`,
      why: 'with port 0 it takes free ones',
      fix: 'npx longshore up --port 0 --lb-port 0',
    });
  }
  return new LongshoreError('LS1103', {
    what: 'the embedded cloud did not start',
    why: output.trim().split('\n').slice(-3).join('\n'),
    fix: `read ${log}`,
  });
}
