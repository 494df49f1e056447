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
  /** Its name; the newest where it is left out. */
  run?: string | undefined;
  signal: AbortSignal;
}

/**
 * The events of a run, those that have happened at once, the others as they come; ends with the run.
 * @throws LS1007 where there is no such run
 */
export async function* followRun(workspace: string, { run, signal }: FollowOptions): AsyncGenerator<RunEvent[]> {
  const file = join(runsFolder(workspace), run ?? newest(workspace), 'events.ndjson');
  if (run && !existsSync(file)) throw noRun(run);
  let offset = 0;
  while (!signal.aborted) {
    const { events, bytes } = await eventsFrom(file, offset);
    offset += bytes;
    if (events.length > 0) yield events;
    if (events.at(-1)?.type === 'run-finished') return;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The names of runs sort by time. */
function newest(workspace: string): string {
  const folder = runsFolder(workspace);
  const name = (existsSync(folder) ? readdirSync(folder) : []).sort().at(-1);
  if (!name) throw noRun();
  return name;
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

const noRun = (run?: string): LongshoreError =>
  new LongshoreError('LS1007', {
    what: run ? `there is no run ${run}` : 'there has been no run yet',
    why: run ? `no events.ndjson in .longshore/runs/${run}` : 'the folder .longshore/runs is empty',
    fix: run ? 'npx longshore watch, for the newest run' : 'npx nx affected -t deploy',
  });
