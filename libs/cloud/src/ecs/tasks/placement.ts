import { type TaskRecord } from '../state';
import { type Subnet, zonesOf } from '../zones';

/** Where a task runs; in no subnet where it has no network interface of its own. */
export type Placement = Omit<Subnet, 'subnet'> & Partial<Pick<Subnet, 'subnet'>>;

/**
 * Spreads tasks over the zones of their subnets, evenly, as ECS does.
 * @param neighbours the other tasks of the same service or group
 * @param wanted the zone that a scheduler has chosen already
 */
export function placeTask(region: string, subnets: string[], neighbours: TaskRecord[], wanted?: string): Placement {
  const places = zonesOf(region, subnets);
  const chosen = places.find(({ availabilityZone }) => availabilityZone === wanted);
  if (chosen) return chosen;
  const [first = { availabilityZone: `${region}a` }, ...others] = places;
  const load = ({ availabilityZone }: Placement): number =>
    neighbours.filter(({ task }) => task.availabilityZone === availabilityZone).length;
  return others.reduce<Placement>((best, other) => (load(other) < load(best) ? other : best), first);
}

/** The tasks of a service or group that are not about to end. */
export const neighboursOf = (tasks: Record<string, TaskRecord>, clusterArn: string, group: string): TaskRecord[] =>
  Object.values(tasks).filter(
    ({ task }) => task.clusterArn === clusterArn && task.group === group && task.desiredStatus === 'RUNNING',
  );
