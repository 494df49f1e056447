import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunEvent } from '@longshore/model';
import { followRun } from './follow-run';
import { openJournal } from './journal';
import { runsFolder } from './run-record';

let workspace: string;
let controller: AbortController;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'longshore-follow-'));
  controller = new AbortController();
});

afterEach(() => {
  controller.abort();
  rmSync(workspace, { recursive: true, force: true });
});

const follow = (run?: string) => followRun(workspace, { run, signal: controller.signal });
const journalOf = (run: string) => openJournal(join(runsFolder(workspace), run), run);

const typesOf = async (events: AsyncGenerator<RunEvent[]>): Promise<string[]> => {
  const { value } = (await events.next()) as { value?: RunEvent[] };
  return (value ?? []).map(({ type }) => type);
};

it('tells what has happened in the newest run, then what happens, and ends with it', async () => {
  journalOf('20260101T000000-a').emit({ type: 'run-finished', durationMs: 1 });
  const journal = journalOf('20260102T000000-b');
  journal.emit({ type: 'run-started', environment: 'local', commit: 'c' });
  journal.emit({ type: 'ecs-event', service: 'rooms', message: 'grüße' });
  const events = follow();
  expect(await typesOf(events)).toEqual(['run-started', 'ecs-event']);
  const next = typesOf(events);
  journal.emit({ type: 'run-finished', durationMs: 1 });
  expect(await next).toEqual(['run-finished']);
  expect(await events.next()).toEqual({ done: true, value: undefined });
});

it('waits for the rest of a line that is half written, and for the first event of a run', async () => {
  const folder = join(runsFolder(workspace), '20260102T000000-b');
  mkdirSync(folder, { recursive: true });
  const events = follow();
  const first = typesOf(events);
  const line = JSON.stringify({ type: 'run-finished', durationMs: 1, at: '', run: 'b' });
  appendFileSync(join(folder, 'events.ndjson'), line.slice(0, 10));
  setTimeout(() => appendFileSync(join(folder, 'events.ndjson'), `${line.slice(10)}\n`), 300);
  expect(await first).toEqual(['run-finished']);
});

it('ends when nobody looks any more, and says which run there is not', async () => {
  await expect(follow().next()).rejects.toMatchObject({ code: 'LS1007' });
  await expect(follow('no-such').next()).rejects.toMatchObject({ code: 'LS1007' });
  journalOf('20260101T000000-a').emit({ type: 'run-started', environment: 'local', commit: 'c' });
  const events = follow();
  await events.next();
  const end = events.next();
  controller.abort();
  expect(await end).toEqual({ done: true, value: undefined });
});
