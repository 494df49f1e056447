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

const summary = { run: '', environment: 'local', commit: 'c', actor: 'me', durationMs: 1, services: [] };
const verdict = { type: 'verdict', service: 'rooms', verdict: 'deployed', durationMs: 1 } as const;

it('tells what has happened in the run under way, then what happens, and ends with it', async () => {
  journalOf('20260101T000000-a').emit({ type: 'run-finished', durationMs: 1 });
  const journal = journalOf('20260102T000000-b');
  journal.emit({ type: 'run-started', environment: 'local', commit: 'c' });
  journal.emit({ type: 'ecs-event', service: 'rooms', message: 'grüße' });
  const events = follow();
  expect(await typesOf(events)).toEqual(['run-started', 'ecs-event']);
  const next = typesOf(events);
  journal.emit(verdict);
  expect(await next).toEqual(['verdict']);
  const end = typesOf(events);
  journal.emit({ type: 'run-finished', durationMs: 1 });
  expect(await end).toEqual(['run-finished']);
  expect(await events.next()).toEqual({ done: true, value: undefined });
});

it('waits for the next deploy if none is under way, and goes on after a run that only plans', async () => {
  const ended = journalOf('20260101T000000-a');
  ended.emit(verdict);
  ended.emit({ type: 'run-finished', durationMs: 1 });
  ended.conclude(summary);
  const onWaiting = jest.fn();
  const events = followRun(workspace, { signal: controller.signal, onWaiting });
  const first = typesOf(events);
  mkdirSync(join(runsFolder(workspace), '20260102T000000-tests'), { recursive: true });
  const plan = journalOf('20260103T000000-plan');
  plan.emit({ type: 'run-finished', durationMs: 1 });
  expect(await first).toEqual(['run-finished']);
  plan.conclude(summary);
  const next = typesOf(events);
  journalOf('20260104T000000-deploy').emit(verdict);
  expect(await next).toEqual(['verdict']);
  expect(onWaiting).toHaveBeenCalledTimes(2);
});

it('waits for the rest of a line that is half written', async () => {
  const folder = join(runsFolder(workspace), '20260102T000000-b');
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, 'events.ndjson'), '');
  const events = follow('20260102T000000-b');
  const first = typesOf(events);
  const line = JSON.stringify({ type: 'run-finished', durationMs: 1, at: '', run: 'b' });
  appendFileSync(join(folder, 'events.ndjson'), line.slice(0, 10));
  setTimeout(() => appendFileSync(join(folder, 'events.ndjson'), `${line.slice(10)}\n`), 300);
  expect(await first).toEqual(['run-finished']);
});

it('ends when nobody looks any more, and says which run there is not', async () => {
  await expect(follow('no-such').next()).rejects.toMatchObject({ code: 'LS1007' });
  journalOf('20260101T000000-a').emit({ type: 'run-started', environment: 'local', commit: 'c' });
  const events = follow();
  await events.next();
  const end = events.next();
  controller.abort();
  expect(await end).toEqual({ done: true, value: undefined });
});
