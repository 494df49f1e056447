import { setTimeout as delay } from 'node:timers/promises';
import { LongshoreError } from '@longshore/model';
import { type Container, type Health } from '@longshore/runtime';
import { lastLines } from './container-log';
import { describeExit, patience } from './health';

/** The pause between two looks, in milliseconds. */
const lookMs = 100;

/**
 * Waits until the check of service.json passes in a container.
 * @throws LS2101 if it does not within the patience, or the container ends before
 */
export async function waitForContainerCheck(
  container: Container,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<void> {
  let health: Health = 'starting';
  const unlisten = container.onHealth((now) => (health = now));
  const isOver = patience(container, patienceMs);
  const healthy = (): boolean => health === 'healthy';
  try {
    while (!healthy()) {
      const exit = await Promise.race([container.exited, delay(lookMs, undefined, { signal })]);
      if (exit) throw notHealthy(container, `it ended by itself: ${describeExit(exit)}`);
      if (await isOver()) throw notHealthy(container, `the command did not exit with 0 for ${patienceMs / 1000} s`);
    }
  } finally {
    unlisten();
  }
}

const notHealthy = (container: Container, why: string): LongshoreError =>
  new LongshoreError('LS2101', {
    what: `the health check in ${container.name} does not pass`,
    why: `${why}\n${lastLines(container)}`,
    fix: 'run "containerHealth.command" of service.json where the service runs, or raise containerHealth.startSeconds',
  });
