import { type TaskRecord } from '../state';

/** Where a task runs. */
export interface Placement {
  /** None for a task without a network interface of its own. */
  subnet?: string;
  /** As `us-east-1a`. */
  availabilityZone: string;
}

/**
 * Spreads tasks over the zones of their subnets, evenly, as ECS does. There is no VPC here: the first subnet of a
 * network configuration lies in zone a, the second in b, and so on.
 * @param neighbours the other tasks of the same service or group
 */
export function placeTask(region: string, subnets: string[], neighbours: TaskRecord[]): Placement {
  const places = subnets.map((subnet, index) => ({
    subnet,
    availabilityZone: `${region}${zones[index % zones.length]}`,
  }));
  const [first = { availabilityZone: `${region}a` }, ...others] = places;
  const load = ({ availabilityZone }: Placement): number =>
    neighbours.filter(({ task }) => task.availabilityZone === availabilityZone).length;
  return others.reduce<Placement>((best, other) => (load(other) < load(best) ? other : best), first);
}

const zones = ['a', 'b', 'c'];

/** The tasks of a service or group that are not about to end. */
export const neighboursOf = (tasks: Record<string, TaskRecord>, clusterArn: string, group: string): TaskRecord[] =>
  Object.values(tasks).filter(
    ({ task }) => task.clusterArn === clusterArn && task.group === group && task.desiredStatus === 'RUNNING',
  );
