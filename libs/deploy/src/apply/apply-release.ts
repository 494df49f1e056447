import { createHash } from 'node:crypto';
import { type Cluster, type LoadBalancer, type Logs, type Queues } from '../aws/ports';
import { type Service, type UpdateServiceCommandInput } from '../aws/shapes';
import { type Delta } from '../plan/delta';
import { reachable } from '../plan/capacity';
import { type Live } from '../read/live';
import { type Desired } from '../render/desired';
import { applyLogGroup } from './log-group';
import { applyQueue } from './queue';
import { createRule } from './rule';
import { type Entry, registerRevision } from './revision';
import { applyScaling, type ScalingPorts } from './scaling';
import { applyTargetGroup } from './target-group';

/** What a release has made. */
export interface Applied {
  /** As ECS answers it, with the deployment that was started. */
  service: Service;
  /** Whether the log group is new. */
  madeLogGroup: boolean;
  /** The failure of the call that began the rollout all the same, as of one whose answer was lost. */
  lost?: Error;
  /** Why the scaling could not be set beside a rollout that has begun. */
  unscaled?: Error;
}

/** Where a release is applied. */
export interface ApplyPorts extends ScalingPorts {
  loadBalancer: LoadBalancer;
  logs: Logs;
  queues: Queues;
  /** Finds the service whose rollout of a revision began although the call failed; else throws the error of the call. */
  begunDespite(error: unknown, taskDefinition: string): Promise<Service>;
  /** Whether a rollout of the service is under way, and has to be watched whatever fails beside it. */
  isRollingOut(service: Service): boolean;
}

/**
 * Makes live what is desired: creates what lacks, changes what differs. After a crash at any step a new run finds what
 * there is and goes on.
 */
export async function applyRelease(
  desired: Desired,
  live: Live,
  delta: Delta,
  ports: ApplyPorts,
  entry: Entry,
): Promise<Applied> {
  const { cluster, loadBalancer, logs, queues } = ports;
  const targetGroupArn = await applyRouting(desired, live, delta, loadBalancer);
  if (desired.queue && delta.queue.length > 0) await applyQueue(desired.queue, live, queues);
  const madeLogGroup = await applyLogGroup(desired, live, delta, logs);
  const unchanged = delta.taskDefinition.length === 0 ? live.service?.taskDefinition : undefined;
  const taskDefinition = unchanged ?? (await registerRevision(desired, cluster.taskDefinitions, entry));
  const written = live.service
    ? updateService(live.service, updateOf(desired, live.service, delta, taskDefinition, targetGroupArn), cluster)
    : cluster.services.create(creationOf(desired, taskDefinition, targetGroupArn, entry));
  const begun = await written.then(
    (service) => ({ service }),
    async (lost: Error) => ({ service: await ports.begunDespite(lost, taskDefinition), lost }),
  );
  try {
    await applyScaling(desired, live, delta, begun.service, targetGroupArn, ports);
    return { ...begun, madeLogGroup };
  } catch (error) {
    if (!ports.isRollingOut(begun.service)) throw error;
    return { ...begun, madeLogGroup, unscaled: error as Error };
  }
}

/**
 * ECS refuses a service whose target group no listener sends requests to: a rule comes before the service, and one that
 * no request matches, for there are no healthy targets yet.
 * @returns the ARN of the target group; undefined where no requests are sent
 */
async function applyRouting(
  { names, routing }: Desired,
  live: Live,
  delta: Delta,
  { targetGroups, rules }: LoadBalancer,
): Promise<string | undefined> {
  if (!routing) return undefined;
  const targetGroupArn = await applyTargetGroup({ names, ...routing }, live, delta, targetGroups);
  if (!live.rule && delta.priority !== undefined) {
    const routed = { name: names.service, wanted: routing, targetGroupArn };
    await createRule(routed, { route: { paths: [] }, priority: delta.priority }, rules);
  }
  return targetGroupArn;
}

type Update = Omit<UpdateServiceCommandInput, 'cluster' | 'service'>;

const updateService = (service: Service, update: Update, { services }: Cluster): Promise<Service> =>
  Object.keys(update).length === 0
    ? Promise.resolve(service)
    : services.update({ service: service.serviceName, ...update });

/** Only what differs: what is left out stays as it is, the desired count above all. */
function updateOf(
  desired: Desired,
  live: Service,
  delta: Delta,
  taskDefinition: string,
  targetGroupArn: string | undefined,
): Update {
  const service = reachable(desired, live);
  const differs = (field: string) => delta.service.some((difference) => difference.field.startsWith(field));
  return {
    ...(delta.override.length > 0 && desired.override),
    ...(delta.taskDefinition.length > 0 && { taskDefinition }),
    ...(differs('deploymentConfiguration') && rollingOf(service)),
    ...(differs('networkConfiguration') && { networkConfiguration: service.networkConfiguration }),
    ...(differs('healthCheckGrace') && { healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds }),
    ...(differs('loadBalancers') && { loadBalancers: loadBalancersOf(desired, targetGroupArn) }),
    ...(delta.desiredCount !== undefined && { desiredCount: delta.desiredCount }),
    ...(differs('capacityProviderStrategy') && { capacityProviderStrategy: service.capacityProviderStrategy }),
    // ECS takes other capacity providers only with a new deployment.
    ...((delta.redeploy || differs('capacityProviderStrategy')) && { forceNewDeployment: true }),
  };
}

function creationOf(desired: Desired, taskDefinition: string, targetGroupArn: string | undefined, entry: Entry) {
  const { names, service, override, copies } = desired;
  return {
    ...service,
    ...override,
    ...rollingOf(service),
    serviceName: names.service,
    taskDefinition,
    desiredCount: copies,
    loadBalancers: loadBalancersOf(desired, targetGroupArn),
    deploymentController: { type: 'ECS' as const },
    // The SDK sends a request again whose answer was lost: with a token, ECS knows it for the same.
    clientToken: createHash('sha256')
      .update(`${names.service} ${taskDefinition} ${entry.run}`)
      .digest('hex')
      .slice(0, 36),
  };
}

/** ECS refuses to move tasks between zones where there is no room for a copy more, which is its default. */
const rollingOf = ({ deploymentConfiguration }: Desired['service']) => ({
  deploymentConfiguration,
  ...((deploymentConfiguration.maximumPercent ?? 200) <= 100 && { availabilityZoneRebalancing: 'DISABLED' as const }),
});

const loadBalancersOf = ({ routing }: Desired, targetGroupArn: string | undefined) =>
  routing && targetGroupArn
    ? [{ targetGroupArn, containerName: routing.containerName, containerPort: routing.containerPort }]
    : [];
