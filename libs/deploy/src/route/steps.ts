import { type Route, sharedPaths } from '@longshore/model';
import { type Rule } from '../aws/shapes';
import { priorityIn } from '../plan/delta';
import { forwardsTo, type Routing } from '../read/live';
import { priorityOf } from '../render/priority';
import { isSameRoute, isWaiting, routeOf, without } from './route';

/** One write to the rules of a listener. */
export type Step =
  | { kind: 'create'; route: Route; priority: number }
  | { kind: 'modify'; rule: Rule; route: Route }
  | { kind: 'move'; rule: Rule; priority: number }
  | { kind: 'delete'; rule: Rule };

/** A service of the workspace and the requests that it is to get. */
export interface Claim {
  /** Name of its target group. */
  targetGroup: string;
  route: Route;
}

/** A service whose targets are healthy, and all that its route is worked out from. */
export interface Settlement {
  /** Name of the ECS service: its priority is derived from it. */
  name: string;
  targetGroupArn: string;
  wanted: Route;
  routing: Routing;
  /** What the other services of the workspace want. */
  others: Claim[];
  /** ARNs of the target groups of services that give up paths which this one wants. */
  givingUp: string[];
}

/**
 * What has to be written so that a service gets its requests, in an order in which each request finds healthy targets
 * at every moment: what is new comes before what was goes. Paths that another service is to get stay until it has them.
 */
export function routeSteps(settlement: Settlement): Step[] {
  const { active, steps } = openSteps(settlement);
  const spare = ownRules(settlement).filter((rule) => rule !== active && !isAwaited(routeOf(rule), settlement));
  return [...steps, ...spare.map((rule): Step => ({ kind: 'delete', rule })), ...takeOverSteps(settlement)];
}

/** Rules of a service beside its own one that no other service waits for: what a run has left that broke off. */
export const spareRules = (settlement: Settlement, rule: Rule | undefined): Rule[] =>
  ownRules(settlement).filter((each) => each !== rule && !isAwaited(routeOf(each), settlement));

/** Rules of a service for requests that another one is to get and does not get yet. */
export const heldRoutes = (settlement: Settlement): Rule[] =>
  ownRules(settlement).filter(
    (rule) => !isSameRoute(routeOf(rule), settlement.wanted) && isAwaited(routeOf(rule), settlement),
  );

const ownRules = ({ routing, targetGroupArn }: Settlement): Rule[] =>
  routing.rules.filter((rule) => forwardsTo(rule, targetGroupArn));

/** A rule keeps its place only if its new conditions belong there; otherwise a second one is made, and the first goes. */
function openSteps(settlement: Settlement): { active?: Rule; steps: Step[] } {
  const { wanted } = settlement;
  const own = ownRules(settlement);
  const current = own.find((rule) => isSameRoute(routeOf(rule), wanted) && isInPlace(settlement, rule));
  if (current) return { active: current, steps: [] };
  const waiting = own.find(isWaiting);
  // Its place matters only from when it has conditions.
  if (waiting) return { active: waiting, steps: [...moved(settlement, waiting), modified(waiting, wanted)] };
  const before = own.find((rule) => isInPlace(settlement, rule) && !isAwaited(routeOf(rule), settlement));
  if (before) return { active: before, steps: [modified(before, wanted)] };
  return { steps: [{ kind: 'create', route: wanted, priority: priorityFor(settlement) }] };
}

const modified = (rule: Rule, route: Route): Step => ({ kind: 'modify', rule, route });

function moved(settlement: Settlement, rule: Rule): Step[] {
  const priority = priorityFor(settlement, rule);
  return priority === priorityIn(rule) ? [] : [{ kind: 'move', rule, priority }];
}

const isInPlace = (settlement: Settlement, rule: Rule): boolean => priorityFor(settlement, rule) === priorityIn(rule);

/** The priority that a service's rule is to have; the one it has where that fits. */
function priorityFor({ name, wanted, routing }: Settlement, rule?: Rule): number {
  const taken = new Set(routing.rules.filter((each) => each !== rule).map((each) => priorityIn(each) ?? 0));
  return priorityOf(name, wanted.paths, taken, priorityIn(rule), wanted.hosts);
}

/** Whether another service of the workspace is to get requests of a route, and does not get them yet. */
function isAwaited(route: Route, { wanted, others, routing }: Settlement): boolean {
  const rest = without(route, wanted);
  return others.some((other) => {
    const arn = routing.targetGroups.find(({ TargetGroupName }) => TargetGroupName === other.targetGroup);
    const live = routing.rules.filter((rule) => arn && forwardsTo(rule, arn.TargetGroupArn)).map(routeOf);
    return sharedPaths(rest, other.route).some((path) => !live.some((each) => sharedPaths(each, rest).includes(path)));
  });
}

/** The rules of those who give up paths lose them; a service's last rule stays, so that its targets are still checked. */
function takeOverSteps({ wanted, routing, givingUp }: Settlement): Step[] {
  return givingUp.flatMap((arn) => {
    const rules = routing.rules.filter((rule) => forwardsTo(rule, arn));
    return rules
      .filter((rule) => sharedPaths(routeOf(rule), wanted).length > 0)
      .flatMap((rule): Step[] => {
        const route = routeOf(rule);
        const rest = without(route, wanted);
        if (rest === route) return [];
        return rest.paths.length === 0 && rules.length > 1 ? [{ kind: 'delete', rule }] : [modified(rule, rest)];
      });
  });
}
