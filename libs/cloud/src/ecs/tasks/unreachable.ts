import { isLoopback } from '@longshore/runtime';
import { type TaskRecord } from '../state';
import { type RunningContainer } from './running-container';

/** A line for the log of a container. */
export interface CauseLine {
  name: string | undefined;
  text: string;
}

/**
 * The cause of health checks of a load balancer that failed because a container listens where nothing outside of it
 * arrives. AWS says nothing of it: here the log of the container does.
 */
export async function unreachableLines(
  { task, loadBalancers }: Pick<TaskRecord, 'task' | 'loadBalancers'>,
  running: readonly RunningContainer[],
): Promise<CauseLine[]> {
  if (!task.stoppedReason?.startsWith('Task failed ELB health checks')) return [];
  const lines = loadBalancers.map(async ({ containerName, containerPort = 0 }) => {
    const found = running.find(({ definition, exit }) => definition.name === containerName && !exit);
    const addresses = (await found?.container.listening?.(containerPort)) ?? [];
    if (addresses.length === 0 || !addresses.every(isLoopback)) return [];
    const text = `longshore: port ${containerPort} listens on ${addresses.join(' and ')} only, where no load balancer reaches it: listen on 0.0.0.0`;
    return [{ name: containerName, text }];
  });
  return (await Promise.all(lines)).flat();
}
