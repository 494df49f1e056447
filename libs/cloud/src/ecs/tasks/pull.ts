import { type PreparedImage, type Runtime } from '@longshore/runtime';
import { type Clock, type Images } from '../../kernel';
import { sleep } from '../../kernel/sleep';
import { messageOf, TaskFailure } from './failure';

/** As the ECS agent pulls: five tries, waiting 1.1 s to 5 s, twice as long each time, with a jitter of a fifth. */
const pulling = { tries: 5, firstDelay: 1100, longestDelay: 5000, jitter: 0.2 };

/** What pulling needs. */
export interface PullPorts {
  images: Images;
  runtime: Runtime;
  clock: Clock;
}

/**
 * Makes a container's image ready to run. An image that is not there is not looked for again.
 * @throws TaskFailure CannotPullContainerError
 */
export async function pull(
  ports: PullPorts,
  container: string,
  reference: string,
  signal: AbortSignal,
): Promise<PreparedImage> {
  for (let tries = 1; ; tries += 1) {
    try {
      const source = await ports.images.resolve(reference);
      return await ports.runtime.prepare(source, signal);
    } catch (error) {
      const message = messageOf(error);
      if (tries >= pulling.tries || message.endsWith(': not found') || signal.aborted) {
        throw cannotPull(container, reference, message, tries);
      }
    }
    await sleep(ports.clock, delayAfter(tries), signal);
  }
}

function delayAfter(tries: number): number {
  const delay = Math.min(pulling.longestDelay, pulling.firstDelay * 2 ** (tries - 1));
  return delay * (1 + pulling.jitter * Math.random());
}

const cannotPull = (container: string, reference: string, message: string, tries: number): TaskFailure =>
  new TaskFailure(
    `CannotPullContainerError: pull image manifest has been retried ${tries} time(s): ` +
      `failed to resolve ref ${reference}: ${message}`,
    container,
  );
