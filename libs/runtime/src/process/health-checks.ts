import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HealthReport } from '../health-report';
import { type HealthCheck } from '../runtime';
import { type Command } from './command';
import { afterCheck, unchecked } from './health-streak';
import { signalGroup } from './records';

/** A container's check, translated to this machine. */
export interface ProcessHealthCheck extends HealthCheck {
  /** What to run; an error where the image has no such program: then every check fails. */
  readonly command: Command | Error;
  readonly environment: Record<string, string>;
}

/** Checks a container again and again until the signal aborts, and reports what that says of its health. */
export async function keepChecking(
  check: ProcessHealthCheck,
  report: HealthReport,
  signal: AbortSignal,
  record: (pid: number) => Promise<() => Promise<void>>,
): Promise<void> {
  const startedAt = Date.now();
  let streak = unchecked;
  while (await interval(check.intervalSeconds, signal)) {
    const passed = await passes(check, signal, record);
    if (signal.aborted) return;
    streak = afterCheck(streak, passed, (Date.now() - startedAt) / 1000, check);
    report.become(streak.health);
  }
}

/** Whether the time passed without the signal being aborted. */
const interval = (seconds: number, signal: AbortSignal): Promise<boolean> =>
  sleep(seconds * 1000, true, { signal }).catch(() => false);

async function passes(
  { command, environment, timeoutSeconds }: ProcessHealthCheck,
  signal: AbortSignal,
  record: (pid: number) => Promise<() => Promise<void>>,
): Promise<boolean> {
  if (command instanceof Error) return false;
  const { file, args, cwd } = command;
  const child = spawn(file, args, { cwd, env: environment, stdio: 'ignore', detached: true });
  const code = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
  const { pid } = child;
  if (pid === undefined) return false;
  const kill = (): void => void signalGroup(pid, 'SIGKILL');
  const timer = setTimeout(kill, timeoutSeconds * 1000);
  signal.addEventListener('abort', kill, { once: true });
  const recorded = record(pid).catch(() => () => Promise.resolve()); // unrecorded, it is only not ended after a crash
  const passed = (await code) === 0;
  clearTimeout(timer);
  signal.removeEventListener('abort', kill);
  kill(); // what it left in the background
  await recorded.then((forget) => forget());
  return passed;
}
