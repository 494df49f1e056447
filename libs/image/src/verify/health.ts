import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { LongshoreError } from '@longshore/model';
import { type Container, type Exit } from '@longshore/runtime';
import { lastLines } from './container-log';

/** How long a container may take to become healthy, and how often it is asked, in milliseconds. */
export interface HealthWait {
  timeoutMs: number;
  intervalMs: number;
}

export const defaultHealthWait: HealthWait = { timeoutMs: 30_000, intervalMs: 25 };

/**
 * Waits until a container answers 200 at its health path.
 * @throws LS2101 where it ends before, or does not answer so in time, with its last lines
 */
export async function waitUntilHealthy(
  container: Container,
  url: URL,
  { timeoutMs, intervalMs }: HealthWait = defaultHealthWait,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let exit: Exit | undefined;
  void container.exited.then((ended) => (exit = ended));
  let answer = 'nothing';
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    answer = await ask(url);
    if (answer === '200') return;
    if (exit) throw notHealthy(container, url, `it ended by itself: ${describeExit(exit)}`);
    await delay(intervalMs, undefined, { signal });
  }
  throw notHealthy(container, url, `GET ${url.pathname} answered ${answer} for ${timeoutMs / 1000} s`);
}

/** How a container ended, in words. */
export const describeExit = ({ code, signal, outOfMemory }: Exit): string =>
  `exit code ${code}${signal ? ` by ${signal}` : ''}${outOfMemory ? ', out of memory' : ''}`;

/** The status of one answer; the error's code where none came. */
function ask(url: URL): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(String(response.statusCode));
    });
    request.on('timeout', () => request.destroy(new Error('nothing within 2 s')));
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

const notHealthy = (container: Container, url: URL, why: string): LongshoreError =>
  new LongshoreError('LS2101', {
    what: `${container.name} does not become healthy`,
    why: `${why}\n${lastLines(container)}`,
    fix: `see what keeps it from answering GET ${url.pathname} with 200`,
  });
