import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runsFolder } from '@longshore/deploy';
import { type LongshoreError, type TaskFailure } from '@longshore/model';

/** What Nx tells of a task that has run, as far as it matters here. */
export interface TaskResult {
  task: { id: string; target: { target: string } };
  status: string;
}

/** Notes the error of a task in the folder of its run: each task is a process of its own, and a line is appended whole. */
export function noteFailure(workspace: string, run: string, task: string, error: LongshoreError): void {
  const file = fileOf(workspace, run);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(failureOf(error, task))}\n`);
}

/** An error as a run's summary has it. */
export function failureOf({ code, what, why, fix }: LongshoreError, task?: string): TaskFailure {
  return { ...(task && { task }), code, what, ...(why && { why }), fix };
}

/** The tasks of a run that failed, each with its error or, without one, with the command that runs it again. */
export function failuresIn(workspace: string, run: string, results: readonly TaskResult[]): TaskFailure[] {
  const noted = new Map(notedIn(fileOf(workspace, run)).map((failure) => [failure.task, failure]));
  return failedOf(results).map(
    ({ task: { id } }) => noted.get(id) ?? { task: id, what: `${id} failed`, fix: `npx nx run ${id}` },
  );
}

/** The tasks that failed, as opposed to those that were never run or were stopped. */
export const failedOf = (results: readonly TaskResult[]): TaskResult[] =>
  results.filter(({ status }) => status === 'failure');

/** Whether somebody stopped the run, so that its tasks say nothing. */
export const wasStopped = (results: readonly TaskResult[]): boolean =>
  results.some(({ status }) => status === 'stopped');

function notedIn(file: string): TaskFailure[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as TaskFailure);
}

const fileOf = (workspace: string, run: string): string => join(runsFolder(workspace), run, 'failures.ndjson');
