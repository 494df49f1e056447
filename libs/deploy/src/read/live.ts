import { tags } from '@longshore/model';
import { tagsOf } from '../aws/tags';
import { type Cluster, type LoadBalancer, type Queues, type TaggedTaskDefinition } from '../aws/ports';
import { type Rule, type Service, type TargetGroup } from '../aws/shapes';
import { ownRule } from '../route/route';
import { type LiveScaling } from './scaling';
import { type Desired } from '../render/desired';

/** What AWS says of one service now. */
export interface Live {
  /** The ECS service, if it is ACTIVE. */
  service?: Service;
  /**
   * Whether the service's tags say that it was deployed as it is desired now, with the revision that it has: revisions
   * never change, so there is no need to read it.
   */
  recorded: boolean;
  /** The live revision, unless recorded. */
  taskDefinition?: TaggedTaskDefinition;
  targetGroup?: TargetGroup;
  /** Attributes of the target group, unless recorded. */
  attributes?: Record<string, string>;
  /** The rule that forwards to the target group. */
  rule?: Rule;
  /** More rules that do, and that nobody waits for. */
  spareRules?: Rule[];
  /** Rules of services that give up requests which this one is to get. */
  rivalRules?: { service: string; rule: Rule }[];
  /** Attributes of its queue; undefined where it has none, or `recorded` where the tags say how it is. */
  queue?: Record<string, string> | 'recorded' | undefined;
  /** What scales it, where that was to be read. */
  scaling?: LiveScaling | undefined;
  /** Priorities of the listener's other rules. */
  takenPriorities: Set<number>;
}

/** What all services of a listener have in common: one read serves them all. */
export interface Routing {
  targetGroups: TargetGroup[];
  rules: Rule[];
}

/** Reads the target groups and the listener's rules. */
export async function readRouting({ targetGroups, rules }: LoadBalancer): Promise<Routing> {
  const [groups, list] = await Promise.all([targetGroups.list(), rules.list()]);
  return { targetGroups: groups, rules: list };
}

/** Where the state of one service is read. */
interface Sources {
  cluster: Pick<Cluster, 'taskDefinitions'>;
  loadBalancer: Pick<LoadBalancer, 'targetGroups'>;
  queues: Pick<Queues, 'attributes'>;
}

/** Reads what a plan has to compare. */
export async function readLive(
  desired: Desired,
  found: Service | undefined,
  routing: Routing,
  { cluster: { taskDefinitions }, loadBalancer: { targetGroups }, queues }: Sources,
): Promise<Live> {
  const service = found?.status === 'ACTIVE' ? found : undefined;
  const recorded = service !== undefined && isRecorded(desired, service);
  const targetGroup = routing.targetGroups.find(({ TargetGroupName }) => TargetGroupName === desired.names.targetGroup);
  const hasRoute = targetGroup !== undefined || !desired.routing;
  const known = service && !recorded && hasRoute ? knownButImage(desired, service) : undefined;
  const unread = recorded ? undefined : service?.taskDefinition;
  const [taskDefinition, attributes, queue] =
    known ??
    (await Promise.all([
      unread ? taskDefinitions.describe(unread) : undefined,
      targetGroup?.TargetGroupArn && !recorded ? targetGroups.attributes(targetGroup.TargetGroupArn) : undefined,
      recorded ? ('recorded' as const) : desired.queue && queues.attributes(desired.queue.name),
    ]));
  const { rule, takenPriorities } = ruleOf(targetGroup, routing.rules, desired);
  return { service, recorded, taskDefinition, targetGroup, attributes, queue, rule, takenPriorities };
}

/** Whether the tags of a service say that it was deployed as desired, and its revision is still the one they mean. */
export const isRecorded = (desired: Desired, service: Service): boolean =>
  recordOf(desired, service)?.[tags.digest] === desired.release.digest;

/** The tags of a service, where they say that the revision which it has is configured as desired. */
function recordOf({ configHash, config }: Desired, service: Service): Record<string, string> | undefined {
  const record = tagsOf(service.tags);
  const isOfLive = record[tags.revision] === revisionOf(service.taskDefinition);
  const isOfConfig = record[tags.configHash] === configHash && (record[tags.config] ?? '') === config;
  return isOfLive && isOfConfig ? record : undefined;
}

/**
 * What is live of a service of which the tags say that only the image is another: what most releases change. Two calls
 * less for each, which counts where hundreds are released.
 */
function knownButImage(
  desired: Desired,
  service: Service,
): [TaggedTaskDefinition, Live['attributes'], 'recorded'] | undefined {
  const record = recordOf(desired, service);
  const digest = record?.[tags.digest];
  if (!digest) return undefined;
  const [container, ...others] = desired.taskDefinition.containerDefinitions;
  const image = container.image?.replace(desired.release.digest, digest);
  const containerDefinitions = [{ ...container, image }, ...others];
  return [
    { taskDefinition: { ...desired.taskDefinition, containerDefinitions }, tags: record },
    desired.routing && { ...desired.routing.attributes },
    'recorded',
  ];
}

/** The number of a revision, from its ARN. */
export const revisionOf = (taskDefinitionArn: string | undefined): string =>
  taskDefinitionArn?.slice(taskDefinitionArn.lastIndexOf(':') + 1) ?? '';

function ruleOf(
  targetGroup: TargetGroup | undefined,
  rules: Rule[],
  { routing }: Desired,
): Pick<Live, 'rule' | 'takenPriorities'> {
  const own = targetGroup ? rules.filter((each) => forwardsTo(each, targetGroup.TargetGroupArn)) : [];
  const rule = ownRule(own, routing);
  const others = rules.filter((each) => each !== rule);
  return { rule, takenPriorities: new Set(others.map(({ Priority }) => Number(Priority))) };
}

/** Whether a rule sends requests to a target group. */
export const forwardsTo = ({ Actions = [] }: Rule, targetGroupArn: string | undefined): boolean =>
  Actions.some(
    (action) =>
      action.TargetGroupArn === targetGroupArn ||
      action.ForwardConfig?.TargetGroups?.some((group) => group.TargetGroupArn === targetGroupArn),
  );
