import { type Check, type Environment } from '@longshore/model';
import { type Delta, priorityIn } from '../plan/delta';
import { checkQuota, clusterQuota, loadBalancerQuotas } from '../preflight/quotas';
import { type Live } from '../read/live';
import { type Desired } from '../render/desired';
import { isWaiting } from '../route/route';
import { type Place } from './place';

/** Looks at the quotas of what a release makes anew; what makes nothing asks nothing. */
export async function checkQuotas(
  { names, routing }: Desired,
  live: Live,
  delta: Delta,
  place: Place,
  environment: Environment,
): Promise<Check[]> {
  const isNew = !live.service;
  const isRouted = routing !== undefined && (!live.targetGroup || !live.rule);
  if (isNew) place.toMake.services.add(names.service);
  if (isRouted) place.toMake.targetGroups.add(names.targetGroup);
  const replaced = isReplaced(live, delta) ? 1 : 0;
  const [ofLoadBalancer, ofCluster] = await Promise.all([
    isRouted || replaced > 0 ? readLoadBalancer(place, replaced, environment) : [],
    isNew ? place.sources.cluster() : undefined,
  ]);
  const cluster = ofCluster
    ? [clusterQuota(place.resources.cluster, ofCluster.services, place.toMake.services.size, environment)]
    : [];
  return [...ofLoadBalancer, ...cluster].map(checkQuota);
}

/** Where the place of a rule changes, another one is made before it goes. */
const isReplaced = ({ rule }: Live, { priority }: Delta): boolean =>
  rule !== undefined && !isWaiting(rule) && priority !== undefined && priority !== priorityIn(rule);

async function readLoadBalancer(place: Place, replaced: number, environment: Environment) {
  const { loadBalancer, quotas, toMake } = place;
  const [limits, rulesOfOthers, live] = await Promise.all([quotas.limits(), quotas.rulesOfOthers(), place.routing()]);
  const usage = {
    loadBalancerArn: loadBalancer.arn,
    routing: live,
    rulesOfOthers,
    limits,
    toMake: toMake.targetGroups,
    replaced,
  };
  return loadBalancerQuotas(usage, environment);
}
