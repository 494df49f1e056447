import { type ContainerDefinition } from '@aws-sdk/client-ecs';
import { type Container, type Exit, type Health } from '@longshore/runtime';

/** A container that was started, and what its task definition says of it. */
export interface RunningContainer {
  definition: ContainerDefinition;
  container: Container;
  /** What its health check says last; none where it has no check. */
  health?: Health;
  /** Whether its startTimeout is over. */
  late?: boolean;
  /** Set once it has ended. */
  exit?: Exit;
}

/** Time between the stop signal and SIGKILL where a task definition does not say, in seconds. */
const standardStopTimeout = 30;

/** Ends a container: stop signal, the time it is given but never longer than so many seconds, SIGKILL. */
export const stopContainer = ({ container, definition }: RunningContainer, longest: number): Promise<Exit> =>
  container.stop(Math.min(longest, definition.stopTimeout ?? standardStopTimeout));

/** Whether the end of a container is that of its task. */
export const isEssential = ({ essential }: ContainerDefinition): boolean => essential !== false;

/** The reason that DescribeTasks gives for a container's end; none for an ordinary exit. */
export const reasonOf = (exit: Exit): string | undefined =>
  exit.outOfMemory ? 'OutOfMemoryError: Container killed due to memory usage' : undefined;
