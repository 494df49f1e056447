import { randomBytes } from 'node:crypto';

/** By these variables the tasks that Nx forks know which run they belong to. */
const variable = 'LONGSHORE_RUN';

/** Gives this process and those it forks a run of their own: a name that sorts by time. */
export function startRun(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
  const run = `${stamp}-${randomBytes(3).toString('hex')}`;
  process.env[variable] = run;
  return run;
}

/** The run that this process belongs to; a task that was started without Nx's hooks makes one of its own. */
export const currentRun = (): string => process.env[variable] ?? startRun(new Date());
