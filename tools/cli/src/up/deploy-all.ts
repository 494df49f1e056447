import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { followRun, nxProgram, runsFolder } from '@longshore/deploy';
import { runNameAt, type Service } from '@longshore/model';
import { onFirstSignal } from '../signals';
import { type Stage } from '../stages';
import { stateFolder } from '../workspace';
import { type Screen } from './screen';

/** How Nx's run ended. */
export interface NxRun {
  /** Exit code of Nx. */
  code: number;
  /** The run's name; undefined if it ended before it had one. */
  run: string | undefined;
}

/** What Nx is to deploy, and where that is shown. */
export interface DeployAll {
  workspace: string;
  environment: string;
  services: Service[];
  /** What came before. */
  stages: Stage[];
  screen: Screen;
}

/** All that Nx writes while `longshore up` shows its own picture. */
export const nxLog = (workspace: string): string => join(stateFolder(workspace), 'up.log');

/** Deploys services by Nx, whose own screen would wait for a key at its end; what it writes goes to a file. */
export async function deployAll(options: DeployAll): Promise<NxRun> {
  const { workspace, screen } = options;
  const since = runNameAt(new Date()).split('-')[0] ?? '';
  const child = startNx(options);
  const ended = new AbortController();
  const showing = showRun(workspace, since, screen, ended.signal);
  leaveOnSignal(child, () => shippingSince(workspace, since), options.environment);
  const code = await captured(child, nxLog(workspace), progressOn(screen)).finally(() => ended.abort());
  await showing;
  return { code, run: runSince(workspace, since) };
}

function startNx({ workspace, environment, services, stages }: DeployAll): ChildProcess {
  const nx = nxProgram(workspace);
  const projects = services.map(({ project }) => project).join(',');
  return spawn(process.execPath, [nx, 'run-many', '-t', 'deploy', '-p', projects, '-c', environment], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NX_TUI: 'false', LONGSHORE_STAGES: JSON.stringify(stages) },
  });
}

/** Writes what a process writes to a file, and passes its lines on; returns its exit code. */
async function captured(child: ChildProcess, file: string, onLine: (line: string) => void): Promise<number> {
  const { stdout, stderr } = child;
  const lines = new PassThrough();
  const log = createWriteStream(file);
  for (const stream of [stdout, stderr]) stream?.pipe(lines, { end: false });
  lines.pipe(log);
  createInterface({ input: lines }).on('line', onLine);
  const [code] = (await once(child, 'close')) as [number | null];
  lines.end();
  await finished(log);
  return code ?? 1;
}

/** Counts the tasks that Nx says have ended. */
function progressOn(screen: Screen): (line: string) => void {
  const tasks = new Set<string>();
  return (line) => {
    // eslint-disable-next-line no-control-regex -- Nx colours its lines if FORCE_COLOR is set
    const task = /nx run (\S+)/.exec(line.replace(/\x1b\[[\d;]*m/g, ''))?.[1];
    if (task === undefined || tasks.has(task)) return;
    tasks.add(task);
    screen.note(`${tasks.size} tasks ended, last ${task}`);
  };
}

/** Shows the events of the run that has begun since; ends with the run, or when Nx has. */
async function showRun(workspace: string, since: string, screen: Screen, ended: AbortSignal): Promise<void> {
  let run = shippingSince(workspace, since);
  while (run === undefined) {
    if (ended.aborted) return;
    await sleep(100, undefined, { signal: ended }).catch(() => undefined);
    run = shippingSince(workspace, since);
  }
  for await (const events of followRun(workspace, { run, signal: ended })) screen.events(events);
}

/** The names of runs sort by time. */
function runSince(workspace: string, since: string): string | undefined {
  const folder = runsFolder(workspace);
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder)
    .filter((name) => name >= since)
    .sort()
    .at(-1);
}

/** The run, once it has begun to ship. */
function shippingSince(workspace: string, since: string): string | undefined {
  const run = runSince(workspace, since);
  return run !== undefined && existsSync(join(runsFolder(workspace), run, 'events.ndjson')) ? run : undefined;
}

/** Nx is asked to stop; what ECS has begun goes on without it. */
function leaveOnSignal(child: ChildProcess, shipping: () => string | undefined, environment: string): void {
  onFirstSignal((signal) => {
    child.kill('SIGTERM');
    process.stderr.write(`${signal}: ${leftBehind(shipping(), environment)}\n`);
    process.exit(128 + constants.signals[signal]);
  });
}

/** What goes on after `longshore up` was interrupted, and how to follow and end it. */
export const leftBehind = (run: string | undefined, environment: string): string =>
  [
    run === undefined ? 'nothing was deployed yet; the embedded cloud runs on' : 'what ECS has begun goes on',
    ...(run === undefined ? [] : [`  follow it:    npx longshore watch --run ${run}`]),
    `  what is live: npx longshore status -e ${environment}`,
    ...(run === undefined ? [] : [`  go back:      npx longshore rollback SERVICE -e ${environment}`]),
    '  stop all:     npx longshore down',
  ].join('\n');
