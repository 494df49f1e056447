import { runNameAt } from '@longshore/model';

/** By these variables the tasks that Nx forks know which run they belong to. */
const variable = 'LONGSHORE_RUN';

/** Gives this process and those it forks a run of their own: a name that sorts by time. */
export function startRun(now: Date): string {
  const run = runNameAt(now);
  process.env[variable] = run;
  return run;
}

/** By this variable they know which environment the run ships to. */
const environmentVariable = 'LONGSHORE_ENVIRONMENT';

/** Notes which environment the run ships to; undefined for none. */
export function shipsTo(environment: string | undefined): void {
  if (environment === undefined) delete process.env[environmentVariable];
  else process.env[environmentVariable] = environment;
}

/** The environment that the run ships to; undefined where it ships nothing. */
export const currentEnvironment = (): string | undefined => process.env[environmentVariable];

/** The run that this process belongs to; a task that was started without Nx's hooks makes one of its own. */
export const currentRun = (): string => process.env[variable] ?? startRun(new Date());
