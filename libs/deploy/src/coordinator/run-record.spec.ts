import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Plan, type RunSummary } from '@longshore/model';
import { errorOf } from '../testing/error-of';
import { openJournal } from './journal';
import { readRun, recordFailures, runsFolder } from './run-record';

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'longshore-runs-'));
});

afterEach(() => rmSync(workspace, { recursive: true, force: true }));

const summaryOf = (run: string): RunSummary => ({
  run,
  environment: 'staging',
  commit: 'c',
  actor: 'kim',
  durationMs: 1,
  services: [],
});

const planOf = (service: string, action: Plan['action']): Plan => ({
  release: { service, project: service, environment: 'staging', digest: `sha256:${'a'.repeat(64)}`, commit: 'c' },
  action,
  changes: [],
});

function leave(run: string, plans: Plan[], ended = true): void {
  const journal = openJournal(join(runsFolder(workspace), run), run);
  for (const plan of plans) journal.emit({ type: 'planned', service: plan.release.service, plan });
  if (ended) journal.conclude(summaryOf(run));
}

it('reads the newest run that has ended, with the newest plan of each service', () => {
  leave('20260101T000000-a', [planOf('old', 'none')]);
  leave('20260102T000000-b', [planOf('users', 'none'), planOf('rooms', 'update'), planOf('rooms', 'none')]);
  leave('20260103T000000-c', [planOf('rooms', 'create')], false);
  expect(readRun(workspace)).toEqual({
    ...summaryOf('20260102T000000-b'),
    plans: [planOf('rooms', 'none'), planOf('users', 'none')],
  });
  expect(readRun(workspace, '20260101T000000-a')?.plans).toEqual([planOf('old', 'none')]);
});

const failures = [{ task: 'rooms:test', what: 'rooms:test failed', fix: 'npx nx run rooms:test' }];

it('has what failed in a run beside its verdicts', async () => {
  leave('20260101T000000-a', [planOf('rooms', 'update')]);
  await recordFailures(workspace, { run: '20260101T000000-a', environment: 'staging', durationMs: 5, failures });
  expect(readRun(workspace)).toEqual({
    ...summaryOf('20260101T000000-a'),
    failures,
    plans: [planOf('rooms', 'update')],
  });
});

it('has a run that failed before it talked to its environment, and it is the newest', async () => {
  leave('20260101T000000-a', [planOf('rooms', 'update')]);
  const failed = { run: '20260102T000000-b', environment: 'production', durationMs: 5 };
  await recordFailures(workspace, { ...failed, failures });
  expect(readRun(workspace)).toMatchObject({ ...failed, commit: '', services: [], plans: [], failures });
});

it('says which run there is not; before the first there is none', () => {
  expect(readRun(workspace)).toBeUndefined();
  expect(errorOf(() => readRun(workspace, 'no-such'))).toMatchObject({ code: 'LS1007' });
});
