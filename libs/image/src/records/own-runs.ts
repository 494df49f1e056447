import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The runs whose work was done in this checkout, one name a line: never an output of a target, so in no cache of Nx. */
const fileOf = (workspace: string): string => join(workspace, '.longshore', 'own-runs');

/** Notes that a run has built, tested or verified something here: a cache cannot claim that. */
export function noteOwnRun(workspace: string, run: string): void {
  if (readOwnRuns(workspace).has(run)) return;
  mkdirSync(dirname(fileOf(workspace)), { recursive: true });
  appendFileSync(fileOf(workspace), `${run}\n`);
}

/** The runs whose work was done in this checkout. */
export function readOwnRuns(workspace: string): ReadonlySet<string> {
  const file = fileOf(workspace);
  return new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);
}
