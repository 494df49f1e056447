import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  LongshoreError,
  type Plan,
  type RunEvent,
  type RunRecord,
  type RunSummary,
  type TaskFailure,
} from '@longshore/model';
import { openHistory } from '../git/history';
import { actorOf } from './actor';

/** The folder in which the runs of a workspace leave their records, one folder each. */
export const runsFolder = (workspace: string): string => join(workspace, '.longshore', 'runs');

/**
 * Reads what a run has left on disk.
 * @param run its name; the newest that has ended where it is left out
 * @returns undefined where none is named, and there is none yet
 * @throws LS1007 where there is no such run
 */
export function readRun(workspace: string, run?: string): RunRecord | undefined {
  const name = run ?? newestRun(workspace);
  if (!name) return undefined;
  const folder = join(runsFolder(workspace), name);
  const file = join(folder, 'summary.json');
  if (!existsSync(file)) throw noSuchRun(name);
  const summary = JSON.parse(readFileSync(file, 'utf8')) as RunSummary;
  return { ...summary, plans: plansIn(join(folder, 'events.ndjson')) };
}

/** Which run has failed, and how long it took, in milliseconds. */
export interface FailedRun extends Pick<RunSummary, 'run' | 'environment' | 'durationMs'> {
  failures: TaskFailure[];
}

/** Adds to the record of a run what failed in it; a run that ended before it talked to its environment gets a record. */
export async function recordFailures(workspace: string, { run, failures, ...failed }: FailedRun): Promise<RunSummary> {
  const file = join(runsFolder(workspace), run, 'summary.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RunSummary) : undefined;
  const summary = { ...(known ?? (await blankSummary(workspace, { run, ...failed }))), failures };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(summary, undefined, 2)}\n`);
  return summary;
}

async function blankSummary(
  workspace: string,
  { run, environment, durationMs }: Omit<FailedRun, 'failures'>,
): Promise<RunSummary> {
  // What failed may be git itself.
  const commit = await openHistory(workspace)
    .head()
    .catch(() => undefined);
  return { run, environment, durationMs, commit: commit ?? '', actor: actorOf(process.env), services: [] };
}

/** The names of runs sort by time. */
const newestRun = (workspace: string): string | undefined =>
  (existsSync(runsFolder(workspace)) ? readdirSync(runsFolder(workspace)) : [])
    .sort()
    .findLast((name) => existsSync(join(runsFolder(workspace), name, 'summary.json')));

function plansIn(file: string): Plan[] {
  if (!existsSync(file)) return [];
  const events = readFileSync(file, 'utf8').trim().split('\n');
  const plans = new Map<string, Plan>();
  for (const line of events) {
    const event = JSON.parse(line) as RunEvent;
    if (event.type === 'planned') plans.set(event.service, event.plan);
  }
  return [...plans.values()].sort((one, other) => one.release.service.localeCompare(other.release.service));
}

const noSuchRun = (run: string): LongshoreError =>
  new LongshoreError('LS1007', {
    what: `there is no run ${run}`,
    why: `no summary.json in .longshore/runs/${run}`,
    fix: 'npx longshore summary',
  });
