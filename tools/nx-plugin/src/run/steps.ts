import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The time that one task spent in our code, as opposed to Nx's fork around it. */
export interface Step {
  target: string;
  project: string;
  /** Milliseconds since 1970. */
  start: number;
  end: number;
}

/** Notes a step in the folder of its run: each task is a process of its own, and a line is appended whole. */
export function recordStep(workspace: string, run: string, step: Step): void {
  const file = fileOf(workspace, run);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(step)}\n`);
}

/** The steps of a run so far. */
export function readSteps(workspace: string, run: string): Step[] {
  const file = fileOf(workspace, run);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Step);
}

const fileOf = (workspace: string, run: string) => join(workspace, '.longshore', 'runs', run, 'steps.ndjson');
