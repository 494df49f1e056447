import { appendFileSync } from 'node:fs';
import { constants } from 'node:os';
import { markInterrupted } from '../../run/interrupted';
import { currentRun } from '../../run/run';
import type { Where } from './step';

/** What a task says when its run is interrupted. */
export interface Leaving {
  workspace: string;
  /** The process of Nx. */
  nx: number;
  /** What goes on without it, and how to follow or undo it. */
  text: () => string;
}

/**
 * Ends a task at Ctrl-C or a request to stop, at once: what it waits for goes on in ECS, and the run's coordinator
 * writes down how it ends.
 * @returns what takes that back
 */
export function leaveOnSignal({ workspace, nx, text }: Leaving): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const leave = (signal: NodeJS.Signals): void => {
    markInterrupted(workspace);
    sayPastNx(nx, `interrupted: ${text()}\n`);
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.once(signal, leave);
  return () => {
    for (const signal of signals) process.off(signal, leave);
  };
}

/**
 * Ends a step of a release at Ctrl-C, and says that the run's coordinator and ECS go on with it, how to follow that and
 * how to undo it.
 * @returns what takes that back
 */
export const leaveToEcs = (service: string, { workspace, environment }: Where): (() => void) =>
  leaveOnSignal({ workspace, nx: process.ppid, text: () => goesOn(service, environment, currentRun()) });

/** What to know of a release that goes on without its run. */
export const goesOn = (service: string, environment: string, run: string): string =>
  [
    `the rollout of ${service} goes on in ECS`,
    `  follow it:  npx longshore watch --run ${run}`,
    `  its state:  npx longshore status -e ${environment}`,
    `  undo it:    npx longshore rollback ${service} -e ${environment}`,
  ].join('\n');

/** Nx drops what its tasks write once it is interrupted: this goes to where Nx itself writes, or to the terminal. */
function sayPastNx(nx: number, text: string): void {
  for (const file of [`/proc/${nx}/fd/2`, '/dev/tty']) {
    try {
      appendFileSync(file, text);
      return;
    } catch {
      // Another system than Linux, or no terminal.
    }
  }
  process.stderr.write(text);
}
