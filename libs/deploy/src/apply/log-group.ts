import { type Logs } from '../aws/ports';
import { type Delta } from '../plan/delta';
import { type Live } from '../read/live';
import { type Desired } from '../render/desired';

/** How long lines are kept in a log group that we make; who wants another time sets it on the group. */
const retentionDays = 30;

/**
 * Makes the log group before the first revision that writes to it: tasks without one do not start.
 * @returns whether it was made now
 */
export async function applyLogGroup({ logGroup }: Desired, live: Live, delta: Delta, logs: Logs): Promise<boolean> {
  if (delta.taskDefinition.length === 0 || writesTo(logGroup, live)) return false;
  return logs.createGroup(logGroup, retentionDays);
}

const writesTo = (logGroup: string, { taskDefinition }: Live): boolean =>
  (taskDefinition?.taskDefinition.containerDefinitions ?? []).some(
    ({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] === logGroup,
  );
