import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { LongshoreError } from '@longshore/model';
import { type Container } from '@longshore/runtime';
import { lastLines } from './container-log';
import { describeExit } from './health';

/** How long the request is held after the signal to stop, in milliseconds. */
const heldMs = 100;

/** How long an answer before the signal is waited for, in milliseconds. */
const patienceMs = 5000;

/**
 * Stops a container as ECS does while a request is under way: it has to answer that, and to end with code 0 in time.
 * The request is any service's: a GET of the health path whose last bytes come after the signal.
 * @param stopSeconds time between SIGTERM and SIGKILL
 * @throws LS2103
 */
export async function stopGracefully(container: Container, url: URL, stopSeconds: number): Promise<void> {
  const request = await HeldRequest.open(url);
  // Connections are accepted in turn: when this one is answered, the one before it is under way.
  const later = await HeldRequest.open(url);
  await Promise.race([later.finish(), delay(patienceMs, undefined, { ref: false })]);
  later.close();
  await stopWith(container, stopSeconds, async (stopped) => {
    await delay(heldMs);
    const answer = await Promise.race([request.finish(), stopped.then(() => undefined)]);
    await stopped;
    request.close();
    return answer === undefined ? ['a request that was under way got no answer'] : [];
  });
}

/**
 * Stops a container, which has to end with code 0 in time.
 * @param meanwhile what is tried while it stops; returns what went wrong
 * @throws LS2103
 */
export async function stopWith(
  container: Container,
  stopSeconds: number,
  meanwhile: (stopped: Promise<unknown>) => Promise<string[]>,
): Promise<void> {
  const stopped = container.stop(stopSeconds);
  const wrong = await meanwhile(stopped);
  const exit = await stopped;
  const problems = [
    ...wrong,
    ...(exit.code === 0 ? [] : [`it ended with ${describeExit(exit)}, not with 0`]),
    ...(exit.signal === 'SIGKILL' ? [`it was still there ${stopSeconds} s after SIGTERM`] : []),
  ];
  if (problems.length === 0) return;
  throw new LongshoreError('LS2103', {
    what: `${container.name} does not stop as it should on SIGTERM`,
    why: `${problems.join('; ')}\n${lastLines(container)}`,
    fix: 'on SIGTERM finish what is under way, and exit with 0: startService and startWorker of the kit do',
  });
}

/** A request whose head is not whole yet. */
class HeldRequest {
  readonly #socket: Socket;
  readonly #answer: Promise<string | undefined>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#answer = new Promise((resolve) => {
      socket.once('data', (bytes) => resolve(bytes.toString()));
      socket.once('error', () => resolve(undefined));
      socket.once('close', () => resolve(undefined));
    });
  }

  static async open(url: URL): Promise<HeldRequest> {
    const socket = connect(Number(url.port), url.hostname);
    const request = new HeldRequest(socket);
    await new Promise<void>((resolve) => {
      socket.once('error', () => resolve());
      socket.once('connect', () =>
        socket.write(`GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\n`, () => resolve()),
      );
    });
    return request;
  }

  /** Sends the rest; resolves to the answer, undefined where the connection broke without one. */
  finish(): Promise<string | undefined> {
    this.#socket.write('Connection: close\r\n\r\n');
    return this.#answer;
  }

  close(): void {
    this.#socket.destroy();
  }
}
