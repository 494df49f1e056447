import { describeSilence, silenceAt } from '@longshore/runtime';
import { type TaskRecord } from '../state';
import { type RunningContainer } from './running-container';

/** A line for the log of a container. */
export interface CauseLine {
  name: string | undefined;
  text: string;
}

/**
 * The cause of health checks of a load balancer that failed because nothing answers at the port: it listens on the
 * loopback or elsewhere, or not yet. AWS says nothing of it: here the log of the container does.
 */
export async function unreachableLines(
  { task, loadBalancers }: Pick<TaskRecord, 'task' | 'loadBalancers'>,
  running: readonly RunningContainer[],
): Promise<CauseLine[]> {
  if (!task.stoppedReason?.startsWith('Task failed ELB health checks')) return [];
  const lines = loadBalancers.map(async ({ containerName, containerPort = 0 }) => {
    const found = running.find(({ definition, exit }) => definition.name === containerName && !exit);
    const silence = found && (await silenceAt(found.container, containerPort));
    return silence ? [{ name: containerName, text: `longshore: ${describeSilence(silence, containerPort)}` }] : [];
  });
  return (await Promise.all(lines)).flat();
}
