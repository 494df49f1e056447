import { type ContainerDefinition } from '@aws-sdk/client-ecs';
import { type Container, type ContainerSpec, type Runtime } from '@longshore/runtime';
import { messageOf, TaskFailure } from './failure';

/**
 * How long a start may take, in milliseconds: ECS_CONTAINER_START_TIMEOUT of the ECS agent. Of the wall's time: an
 * engine becomes no faster where the cloud's time does.
 */
const longestStart = 180_000;

/**
 * Starts a container; gives up where that takes too long, and removes one that comes after all.
 * @throws TaskFailure CannotStartContainerError, DockerTimeoutError
 */
export async function startInTime(
  runtime: Runtime,
  definition: ContainerDefinition,
  spec: ContainerSpec,
  signal: AbortSignal,
  longest = longestStart,
): Promise<Container> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), longest);
  const starting = runtime.start(spec, AbortSignal.any([signal, late.signal]));
  try {
    return await Promise.race([starting, timedOut(late.signal, longest)]);
  } catch (error) {
    if (late.signal.aborted) void starting.then((container) => container.remove()).catch(() => undefined);
    throw cannotStart(
      error instanceof Late ? error.message : `CannotStartContainerError: ${messageOf(error)}`,
      definition,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Why a container could not start, as its task tells it. */
export const cannotStart = (message: string, { name }: ContainerDefinition): TaskFailure =>
  new TaskFailure(message, name, 'Task failed to start');

class Late extends Error {}

const timedOut = (signal: AbortSignal, longest: number): Promise<never> =>
  new Promise((_resolve, reject) => {
    const message = `DockerTimeoutError: Could not transition to started; timed out after waiting ${inWords(longest)}`;
    signal.addEventListener('abort', () => reject(new Late(message)), { once: true });
  });

/** As Go prints a duration: `3m0s`. */
const inWords = (milliseconds: number): string => {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
};
