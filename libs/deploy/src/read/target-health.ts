import { type Targets } from '@longshore/model';
import { type TargetGroups, type TargetState } from '../aws/ports';
import { type Service } from '../aws/shapes';

/**
 * How the load balancer sees the targets of a service; those that it drains do not count.
 * @returns undefined if the service has no target group, or the caller may not ask
 */
export async function readTargets(
  { loadBalancers = [] }: Service,
  { health }: Pick<TargetGroups, 'health'>,
): Promise<Targets | undefined> {
  const arns = loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  if (arns.length === 0) return undefined;
  const found = await Promise.all(arns.map((arn) => health(arn)));
  const known = found.filter((states) => states !== undefined);
  return known.length === 0 ? undefined : countsOf(known.flat());
}

function countsOf(states: TargetState[]): Targets {
  const serving = states.filter(({ state }) => state !== 'draining');
  const failing = serving.filter(({ state }) => state === 'unhealthy');
  const why = failing.find(({ description }) => description !== undefined)?.description;
  return {
    healthy: serving.filter(({ state }) => state === 'healthy').length,
    unhealthy: failing.length,
    total: serving.length,
    ...(why !== undefined && { why }),
  };
}

/** Why a service that is to run does not count as healthy: a target fails its checks, or none passes them. */
export function unhealthyReason(targets: Targets | undefined, desired: number): string | undefined {
  if (!targets || desired === 0 || (targets.healthy > 0 && targets.unhealthy === 0)) return undefined;
  const { healthy, total, why } = targets;
  return `${healthy} of ${total} targets are healthy for the load balancer${why ? `: ${why}` : ''}`;
}

/**
 * Whether what ECS said last of a service leaves its health open. A service that rests has no need to be asked about,
 * which counts where hundreds are unchanged: the load balancer answers for one target group a call.
 */
export function isRestless({ events = [], runningCount, desiredCount }: Service): boolean {
  return runningCount !== desiredCount || !events[0]?.message?.includes('has reached a steady state');
}
