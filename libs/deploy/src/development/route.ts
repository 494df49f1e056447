import { createHash } from 'node:crypto';
import { type Environment } from '@longshore/model';
import { isRefusal } from '../aws/explain';
import { type Aws, type LoadBalancer } from '../aws/ports';
import { forwardsTo, readRouting, type Routing } from '../read/live';
import { readEnvironmentResources, type Resources } from '../read/resources';
import { namesOf } from '../render/names';
import { priorityOf } from '../render/priority';
import { renderTargetGroup } from '../render/target-group';
import { ownRule } from '../route/route';
import { servePrefix } from './names';
import { type ResolvedHttp, type ResolvedService } from '../resolve/resolve-service';

/** A service that requests reach. */
export type RoutedService = Pick<ResolvedService, 'name' | 'environment'> & { http: ResolvedHttp };

/** Others may take a priority between our read and our write: how often the next one is tried. */
const attempts = 20;

/**
 * Sends a service's requests to a process on this machine: by a rule of its own before the service's, which stays as
 * it is, so that deploys go on meanwhile and taking the rule away gives the route back.
 * @param port of the process, on 127.0.0.1
 * @returns the load balancer's base URL
 */
export async function takeRoute(
  aws: Aws,
  environment: Environment,
  service: RoutedService,
  port: number,
): Promise<string> {
  const resources = await readEnvironmentResources(environment, aws);
  const loadBalancer = aws.loadBalancer(resources.listenerArn);
  const { targetGroups, listener } = loadBalancer;
  const targetGroupArn = await createTargetGroup(targetGroups, service, resources);
  await targetGroups.register(targetGroupArn, { ip: '127.0.0.1', port });
  await createRule(loadBalancer, service, targetGroupArn);
  return listener.url();
}

/**
 * Gives the routes back that were taken: also those of processes that were killed.
 * @param keep names of the services whose routes stay taken
 */
export async function giveRoutesBack(aws: Aws, environment: Environment, keep: string[]): Promise<void> {
  const { listenerArn } = await readEnvironmentResources(environment, aws);
  const loadBalancer = aws.loadBalancer(listenerArn);
  const { targetGroups, rules } = await readRouting(loadBalancer);
  const kept = new Set(keep.map(targetGroupName));
  for (const { TargetGroupName: name = '', TargetGroupArn: arn = '' } of targetGroups) {
    if (!name.startsWith(servePrefix) || kept.has(name)) continue;
    const ours = rules.filter((rule) => forwardsTo(rule, arn));
    for (const { RuleArn } of ours) if (RuleArn) await loadBalancer.rules.delete(RuleArn);
    await loadBalancer.targetGroups.delete(arn);
  }
}

/** Of a fixed length, whatever the service's name. */
const targetGroupName = (service: string): string =>
  `${servePrefix}${createHash('sha256').update(service).digest('hex').slice(0, 12)}`;

async function createTargetGroup(
  targetGroups: LoadBalancer['targetGroups'],
  service: RoutedService,
  resources: Resources,
): Promise<string> {
  const settings = renderTargetGroup(service.http, resources);
  const { TargetGroupArn = '' } = await targetGroups.create({ ...settings, Name: targetGroupName(service.name) });
  return TargetGroupArn;
}

async function createRule(loadBalancer: LoadBalancer, service: RoutedService, targetGroupArn: string): Promise<void> {
  const { paths, hosts } = service.http;
  for (let attempt = 1; ; attempt++) {
    const priority = priorityBefore(service, await readRouting(loadBalancer));
    try {
      return await loadBalancer.rules.create({ paths, hosts, targetGroupArn, priority });
    } catch (error) {
      if (attempt === attempts || !isRefusal(error, 'PriorityInUseException')) throw error;
    }
  }
}

/** The next free priority before the service's own rule: rules of more specific paths still go first. */
function priorityBefore(
  { name, environment, http: { paths, hosts } }: RoutedService,
  { targetGroups, rules }: Routing,
): number {
  const names = namesOf(environment, name);
  const group = targetGroups.find(({ TargetGroupName }) => TargetGroupName === names.targetGroup);
  const taken = new Set(rules.map(({ Priority }) => Number(Priority)));
  const ofService = group ? rules.filter((rule) => forwardsTo(rule, group.TargetGroupArn)) : [];
  const own = ownRule(ofService, { paths, hosts });
  if (!own) return priorityOf(names.service, paths, taken, undefined, hosts);
  for (let priority = Number(own.Priority) - 1; priority > 0; priority--) if (!taken.has(priority)) return priority;
  throw new Error(`no priority is free before ${own.Priority}`);
}
