import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LongshoreError, type Plan, type RunEvent, type RunRecord, type RunSummary } from '@longshore/model';

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

/** The names of runs sort by time. */
const newestRun = (workspace: string): string | undefined =>
  (existsSync(runsFolder(workspace)) ? readdirSync(runsFolder(workspace)) : [])
    .sort()
    .findLast((name) => existsSync(join(runsFolder(workspace), name, 'summary.json')));

function plansIn(file: string): Plan[] {
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
    fix: 'npx longshore summary, for the newest run',
  });
