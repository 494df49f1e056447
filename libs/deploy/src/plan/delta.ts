import { type Route, tags } from '@longshore/model';
import { tagsOf } from '../aws/tags';
import { type Rule, type Service } from '../aws/shapes';
import { type Live } from '../read/live';
import { type Desired } from '../render/desired';
import { priorityOf } from '../render/priority';
import { routeOf, showRoute, without } from '../route/route';
import { partOf, withoutEmpty } from '../render/override';
import { labelled } from '../render/scaling';
import { type TargetGroupAttributes } from '../render/target-group';
import { reachable } from './capacity';
import {
  comparableDesired,
  comparableDesiredQueue,
  comparableQueue,
  comparableService,
  comparableTargetGroup,
  comparableTaskDefinition,
} from './comparable';
import { type Difference, differences } from './differences';

/** Where live is not as desired, by what has to be changed. */
export interface Delta {
  taskDefinition: Difference[];
  service: Difference[];
  /** Fields of the service that its file sets in the words of the API. */
  override: Difference[];
  /** The count to set; undefined to leave it to whoever scales the service. */
  desiredCount?: number;
  targetGroup: Difference[];
  attributes: Difference[];
  rulePaths: Difference[];
  ruleHosts: Difference[];
  /** Rules that are one too many: of the service, and of those who give up its requests. */
  spareRules: Difference[];
  /** The priority that the rule is to have; undefined where there is to be none. */
  priority: number | undefined;
  queue: Difference[];
  /** What scales it: min, max and policies. */
  scaling: Difference[];
  /** Whether the newest rollout failed without a rollback, so that only a new one can help. */
  redeploy: boolean;
}

/** Compares live with desired. */
export function deltaOf(desired: Desired, live: Live, listenerArn: string): Delta {
  const targetGroupArn = live.targetGroup?.TargetGroupArn;
  const service = reachable(desired, live.service);
  return {
    taskDefinition: live.recorded ? [] : taskDefinitionDifferences(desired, live),
    service: differences(
      live.service && comparableService(live.service),
      comparableDesired({ service, routing: desired.routing }, targetGroupArn),
    ),
    override: overrideDifferences(desired, live.service),
    desiredCount: desiredCountOf(desired, live.service),
    ...routingDelta(desired, live),
    queue: queueDifferences(desired, live),
    scaling: differences(
      live.scaling,
      desired.scaling && {
        ...desired.scaling,
        policies: labelled(desired.scaling, listenerArn, targetGroupArn ?? 'new'),
      },
    ),
    redeploy: live.service !== undefined && primaryOf(live.service)?.rolloutState === 'FAILED',
  };
}

type RoutingDelta = Pick<Delta, 'targetGroup' | 'attributes' | 'rulePaths' | 'ruleHosts' | 'spareRules' | 'priority'>;

const noRouting: RoutingDelta = {
  targetGroup: [],
  attributes: [],
  rulePaths: [],
  ruleHosts: [],
  spareRules: [],
  priority: undefined,
};

function routingDelta({ names, routing }: Desired, live: Live): RoutingDelta {
  if (!routing) return { ...noRouting };
  const { targetGroup, attributes, paths, hosts } = routing;
  return {
    targetGroup: differences(
      live.targetGroup && comparableTargetGroup(live.targetGroup),
      comparableTargetGroup(targetGroup),
    ),
    attributes: live.recorded && live.targetGroup ? [] : attributeDifferences(attributes, live.attributes ?? {}),
    rulePaths: differences(live.rule && [...routeOf(live.rule).paths].sort(), [...paths].sort()),
    ruleHosts: differences(live.rule ? [...(routeOf(live.rule).hosts ?? [])].sort() : [], [...(hosts ?? [])].sort()),
    spareRules: [...spareDifferences(live), ...rivalDifferences(routing, live)],
    priority: priorityOf(names.service, paths, live.takenPriorities, priorityIn(live.rule), hosts),
  };
}

const spareDifferences = ({ spareRules = [] }: Live): Difference[] =>
  spareRules.map((rule) => ({ field: 'also', from: showRoute(routeOf(rule)), to: 'none' }));

const rivalDifferences = (wanted: Route, { rivalRules = [] }: Live): Difference[] =>
  rivalRules.map(({ service, rule }) => {
    const route = routeOf(rule);
    return { field: `of.${service}`, from: showRoute(route), to: showRoute(without(route, wanted)) };
  });

const queueDifferences = ({ queue }: Desired, live: Live): Difference[] =>
  queue && live.queue !== 'recorded'
    ? differences(live.queue && comparableQueue(live.queue), comparableDesiredQueue(queue))
    : [];

/** Whether applying starts a deployment: of an update some fields do, and capacity providers as we send them. */
export const startsDeployment = ({ taskDefinition, service, override, redeploy }: Delta): boolean =>
  taskDefinition.length > 0 || redeploy || [...service, ...override].some(({ field }) => replacingFields.test(field));

const replacingFields =
  /^(networkConfiguration|loadBalancers|capacityProviderStrategy|platformVersion|service(Registries|Connect)|vol|vpcL)/;

/** Whether applying writes to more than ECS: what all services have in common is old then. */
export const changesShared = ({ targetGroup, attributes, scaling, priority }: Delta, live: Live): boolean =>
  [targetGroup, attributes, scaling].some(({ length }) => length > 0) || (priority !== undefined && !live.rule);

/** Whether the listener's rules have to be written once the targets are healthy. */
export const changesRoute = ({ rulePaths, ruleHosts, spareRules, priority }: Delta, live: Live): boolean =>
  [rulePaths, ruleHosts, spareRules].some(({ length }) => length > 0) ||
  (priority !== undefined && priority !== priorityIn(live.rule));

/** The deployment that ECS is bringing about or has brought about. */
export const primaryOf = (service: Service) => service.deployments?.find(({ status }) => status === 'PRIMARY');

/** The priority of a rule; undefined for one that has none. */
export const priorityIn = (rule: Rule | undefined): number | undefined =>
  rule?.Priority === undefined ? undefined : Number(rule.Priority);

/** ECS shows some of the fields on the service, the others on its newest deployment. */
const overrideDifferences = ({ override }: Desired, live: Service | undefined): Difference[] =>
  differences(withoutEmpty(partOf({ ...(live && primaryOf(live)), ...live }, override)), withoutEmpty(override));

const taskDefinitionDifferences = ({ taskDefinition }: Desired, live: Live): Difference[] =>
  differences(
    live.taskDefinition && comparableTaskDefinition(live.taskDefinition.taskDefinition),
    comparableTaskDefinition(taskDefinition),
  );

const attributeDifferences = (desired: TargetGroupAttributes, live: Record<string, string>): Difference[] =>
  Object.entries(desired).flatMap(([name, to]) => (live[name] === to ? [] : [{ field: name, from: live[name], to }]));

/**
 * Leaves a count alone that others have raised: an autoscaler, a person. A service below its minimum is raised to it;
 * one that stands at the minimum of its last deploy follows when that is changed.
 */
function desiredCountOf({ copies, scaling }: Desired, service: Service | undefined): number | undefined {
  if (!service) return copies;
  const current = service.desiredCount ?? 0;
  const before = tagsOf(service.tags)[tags.copies];
  // Under scaling, a count that equals the minimum of before is the autoscaler's own choice.
  const untouched = !scaling && before !== undefined && current === Number(before);
  return current < copies || (untouched && current !== copies) ? copies : undefined;
}
