import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { failuresIn, noteFailure, type TaskResult, wasStopped } from './failures';

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'longshore-failures-'));
});

afterEach(() => rmSync(workspace, { recursive: true }));

const result = (id: string, status: string): TaskResult => ({ task: { id, target: { target: '' } }, status });

test('a task of ours fails with its error, another one with the command that runs it again', () => {
  const error = new LongshoreError('LS2101', { what: 'rooms is not healthy', why: 'no answer', fix: 'mend it' });
  noteFailure(workspace, 'run', 'rooms:verify', error);
  const results = [
    result('rooms:verify', 'failure'),
    result('users:test', 'failure'),
    result('users:image', 'success'),
  ];
  expect(failuresIn(workspace, 'run', results)).toEqual([
    { task: 'rooms:verify', code: 'LS2101', what: 'rooms is not healthy', why: 'no answer', fix: 'mend it' },
    { task: 'users:test', what: 'users:test failed', fix: 'npx nx run users:test' },
  ]);
});

test('an error that a later try of the task made good is none', () => {
  noteFailure(workspace, 'run', 'rooms:verify', new LongshoreError('LS2101', { what: 'x', fix: 'y' }));
  expect(failuresIn(workspace, 'run', [result('rooms:verify', 'success')])).toEqual([]);
});

test('a task that was stopped tells an interrupted run', () => {
  expect(wasStopped([result('rooms:deploy', 'stopped'), result('rooms:test', 'success')])).toBe(true);
  expect(wasStopped([result('rooms:deploy', 'failure')])).toBe(false);
});
