import { existsSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LongshoreError, type RunEvent } from '@longshore/model';
import { runsFolder } from './run-record';

/** How often the file of events is looked at, in milliseconds. */
const pauseMs = 200;

/** Which run is followed, and for how long. */
export interface FollowOptions {
  /** Its name; by default the one under way, or else the next one that deploys. */
  run?: string | undefined;
  signal: AbortSignal;
  /** Called once if no deploy is under way. */
  onWaiting?: () => void;
}

/**
 * The events of a run, those that have happened at once, the others as they come; ends with the run. Without a name, it
 * waits for a run that deploys: one that has ended, or that only plans, is not followed.
 * @throws LS1007 if there is no run of that name
 */
export async function* followRun(workspace: string, options: FollowOptions): AsyncGenerator<RunEvent[]> {
  const { run, signal, onWaiting } = options;
  if (run !== undefined) {
    if (!existsSync(eventsOf(workspace, run))) throw noRun(run);
    yield* eventsUntilEnd(eventsOf(workspace, run), signal);
    return;
  }
  const seen = new Set<string>();
  let [name, deploys] = [newestUnderWay(workspace), false];
  if (name === undefined) onWaiting?.();
  while (!signal.aborted && !deploys) {
    if (name === undefined || seen.has(name)) {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    } else {
      seen.add(name);
      for await (const events of eventsUntilEnd(eventsOf(workspace, name), signal)) {
        deploys ||= events.some(({ type }) => isOfDeploy.includes(type));
        yield events;
      }
      if (!deploys) onWaiting?.();
    }
    name = newestUnderWay(workspace);
  }
}

/** Events that a run which only plans does not have. */
const isOfDeploy: readonly RunEvent['type'][] = ['pushed', 'rollout-started', 'verdict'];

async function* eventsUntilEnd(file: string, signal: AbortSignal): AsyncGenerator<RunEvent[]> {
  let offset = 0;
  while (!signal.aborted) {
    const { events, bytes } = await eventsFrom(file, offset);
    offset += bytes;
    if (events.length > 0) yield events;
    if (events.at(-1)?.type === 'run-finished') return;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

const eventsOf = (workspace: string, run: string): string => join(runsFolder(workspace), run, 'events.ndjson');

/** The newest run with events, unless it has ended: runs of tests alone have none. The names of runs sort by time. */
function newestUnderWay(workspace: string): string | undefined {
  const folder = runsFolder(workspace);
  const names = (existsSync(folder) ? readdirSync(folder) : []).sort();
  const name = names.findLast((each) => existsSync(eventsOf(workspace, each)));
  return name === undefined || existsSync(join(folder, name, 'summary.json')) ? undefined : name;
}

/** Whole lines alone: the last one may be half written. */
async function eventsFrom(file: string, offset: number): Promise<{ events: RunEvent[]; bytes: number }> {
  if (!existsSync(file)) return { events: [], bytes: 0 };
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read({ buffer: Buffer.alloc(size - offset), position: offset });
    const bytes = buffer.lastIndexOf('\n') + 1;
    const lines = buffer.toString('utf8', 0, bytes).split('\n').filter(Boolean);
    return { events: lines.map((line) => JSON.parse(line) as RunEvent), bytes };
  } finally {
    await handle.close();
  }
}

const noRun = (run: string): LongshoreError =>
  new LongshoreError('LS1007', {
    what: `there is no run ${run}`,
    why: `no events.ndjson in .longshore/runs/${run}`,
    fix: 'npx longshore watch',
  });
