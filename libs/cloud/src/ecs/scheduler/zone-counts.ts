import { placeOf } from '../arn';
import { type DeploymentRecord, type ServiceRecord } from '../state';
import { zonesOf } from '../zones';
import { type Known } from './turn';

/** Tasks by availability zone, in the order of the subnets. */
export type ZoneCounts = Map<string, number>;

/** How many of some tasks run in each zone that a deployment may use, the empty ones too. */
export function countZones({ arn }: ServiceRecord, { revision }: DeploymentRecord, tasks: Known[]): ZoneCounts {
  const subnets = revision.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
  const zones = zonesOf(placeOf(arn).region, subnets).map(({ availabilityZone }) => availabilityZone);
  return new Map(
    zones.map((zone) => [zone, tasks.filter(({ availabilityZone }) => availabilityZone === zone).length] as const),
  );
}

/** Whether no zone has two tasks more than another. */
export const isBalanced = (counts: ZoneCounts): boolean =>
  counts.size < 2 || Math.max(...counts.values()) - Math.min(...counts.values()) <= 1;

/** The zone with the fewest tasks; the first of several. */
export const emptiest = (counts: ZoneCounts): string | undefined => [...counts].sort(([, a], [, b]) => a - b)[0]?.[0];

/** The zone with the most tasks; the first of several. */
export const fullest = (counts: ZoneCounts): string | undefined => fullestFirst(counts)[0]?.[0];

/** As `3 tasks in us-east-1a, 1 tasks in us-east-1b`, the fullest first. */
export const inWords = (counts: ZoneCounts): string =>
  fullestFirst(counts)
    .map(([zone, count]) => `${count} tasks in ${zone}`)
    .join(', ');

const fullestFirst = (counts: ZoneCounts): [zone: string, count: number][] => [...counts].sort(([, a], [, b]) => b - a);
