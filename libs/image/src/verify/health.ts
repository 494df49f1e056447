import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { isHealthy, LongshoreError } from '@longshore/model';
import { type Container, cpuShareOf, describeSilence, type Exit, type Silence, silenceAt } from '@longshore/runtime';
import { lastLines } from './container-log';

/** What is asked of a container, and how long it may take to become healthy. */
export interface HealthWait {
  url: URL;
  /** The port that it listens on in its own network. */
  port: number;
  /** Status codes that mean healthy. */
  codes: string;
  /** Time until one request counts as failed, in milliseconds. */
  timeoutMs: number;
  /** In milliseconds; on a busy machine, the longer the less CPU time the container gets. */
  patienceMs: number;
  /** The pause between two requests, in milliseconds. */
  pauseMs?: number;
}

const defaultPauseMs = 25;

/**
 * Waits until a container answers its health path with one of its codes.
 * @throws LS2101 if it ends before, or does not answer so in time, with the cause and its last lines
 */
export async function waitUntilHealthy(container: Container, wait: HealthWait, signal?: AbortSignal): Promise<void> {
  const { url, codes, pauseMs = defaultPauseMs } = wait;
  const isOver = patience(container, wait.patienceMs);
  let exit: Exit | undefined;
  void container.exited.then((ended) => (exit = ended));
  let answer = 'nothing';
  do {
    signal?.throwIfAborted();
    answer = await ask(url, wait.timeoutMs);
    if (isHealthy(codes, Number(answer))) return;
    if (exit) throw notHealthy(container, wait, `it ended by itself: ${describeExit(exit)}`);
    await delay(pauseMs, undefined, { signal });
  } while (!(await isOver()));
  // An answer, whatever its status, shows that it listens.
  const silence = Number(answer) > 0 ? undefined : await silenceAt(container, wait.port);
  throw notHealthy(container, wait, describe(wait, answer, silence), silence);
}

/** Whether the patience with a container is over: a second on a busy machine counts as little as the CPU it gives. */
export function patience(container: Container, patienceMs: number): () => Promise<boolean> {
  const start = Date.now();
  return async () => {
    const elapsed = Date.now() - start;
    return elapsed >= patienceMs && elapsed * (await cpuShareOf(container)) >= patienceMs;
  };
}

function describe({ url, port, patienceMs }: HealthWait, answer: string, silence: Silence | undefined): string {
  const answered = `GET ${url.pathname} answered ${answer} for ${patienceMs / 1000} s`;
  return silence ? `${answered}: ${describeSilence(silence, port)}` : answered;
}

/** How a container ended, in words. */
export const describeExit = ({ code, signal, outOfMemory }: Exit): string =>
  `exit code ${code}${signal ? ` by ${signal}` : ''}${outOfMemory ? ', out of memory' : ''}`;

/** The status of one answer; the error's code where none came. */
function ask(url: URL, timeout: number): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout }, (response) => {
      response.resume();
      resolve(String(response.statusCode));
    });
    request.on('timeout', () => request.destroy(new Error(`nothing within ${timeout / 1000} s`)));
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

const notHealthy = (container: Container, wait: HealthWait, why: string, silence?: Silence): LongshoreError =>
  new LongshoreError('LS2101', {
    what: `${container.name} does not become healthy`,
    why: `${why}\n${lastLines(container)}`,
    fix: fixFor(wait, silence),
  });

function fixFor({ url, codes }: HealthWait, silence: Silence | undefined): string {
  if (silence?.kind === 'elsewhere')
    return `listen on process.env.PORT, or set "port" in service.json to ${silence.ports.join(' or ')}`;
  if (silence?.kind === 'starved') return 'stop what keeps the machine busy, then verify again';
  return `see what keeps it from answering GET ${url.pathname} with ${codes}, or raise health.graceSeconds in service.json if it starts slowly`;
}
