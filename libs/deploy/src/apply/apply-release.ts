import { createHash } from 'node:crypto';
import { type Cluster, type LoadBalancer } from '../aws/ports';
import { type Service, type UpdateServiceCommandInput } from '../aws/shapes';
import { type Delta, primaryOf } from '../plan/delta';
import { type Live, revisionOf } from '../read/live';
import { type Desired } from '../render/desired';
import { applyRule } from './rule';
import { type Entry, registerRevision } from './revision';
import { applyTargetGroup } from './target-group';

/** What a release has started. */
export interface Applied {
  serviceArn: string;
  taskDefinition: string;
  /** As `ecs-svc/…`: the deployment whose end decides. */
  deploymentId: string;
  /** When ECS made that deployment, in milliseconds since 1970. */
  deploymentCreatedAt: number;
  /** The number of the revision, as in its ARN. */
  revision: string;
}

/**
 * Makes live what is desired: creates what lacks, changes what differs. After a crash at any step a new run finds what
 * there is and goes on.
 */
export async function applyRelease(
  desired: Desired,
  live: Live,
  delta: Delta,
  { cluster, loadBalancer }: { cluster: Cluster; loadBalancer: LoadBalancer },
  entry: Entry,
): Promise<Applied> {
  const targetGroupArn = await applyTargetGroup(desired, live, delta, loadBalancer.targetGroups);
  // ECS refuses a service whose target group no listener sends requests to: the rule comes first.
  await applyRule(desired, live, delta, targetGroupArn, loadBalancer.rules);
  const unchanged = delta.taskDefinition.length === 0 ? live.service?.taskDefinition : undefined;
  const taskDefinition = unchanged ?? (await registerRevision(desired, cluster.taskDefinitions, entry));
  const service = live.service
    ? await updateService(live.service, updateOf(desired, delta, taskDefinition, targetGroupArn), cluster)
    : await cluster.services.create(creationOf(desired, taskDefinition, targetGroupArn, entry));
  return appliedFrom(service);
}

/** What is under way, or has come about, in a service. */
export function appliedFrom(service: Service): Applied {
  const primary = primaryOf(service);
  return {
    serviceArn: service.serviceArn ?? '',
    taskDefinition: service.taskDefinition ?? '',
    deploymentId: primary?.id ?? '',
    deploymentCreatedAt: primary?.createdAt?.getTime() ?? 0,
    revision: revisionOf(service.taskDefinition),
  };
}

type Update = Omit<UpdateServiceCommandInput, 'cluster' | 'service'>;

const updateService = (service: Service, update: Update, { services }: Cluster): Promise<Service> =>
  Object.keys(update).length === 0
    ? Promise.resolve(service)
    : services.update({ service: service.serviceName, ...update });

/** Only what differs: what is left out stays as it is, the desired count above all. */
function updateOf({ service }: Desired, delta: Delta, taskDefinition: string, targetGroupArn: string): Update {
  const differs = (field: string) => delta.service.some((difference) => difference.field.startsWith(field));
  return {
    ...(delta.taskDefinition.length > 0 && { taskDefinition }),
    ...(differs('deploymentConfiguration') && { deploymentConfiguration: service.deploymentConfiguration }),
    ...(differs('networkConfiguration') && { networkConfiguration: service.networkConfiguration }),
    ...(differs('healthCheckGrace') && { healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds }),
    ...(differs('loadBalancers') && { loadBalancers: loadBalancersOf(service, targetGroupArn) }),
    ...(delta.desiredCount !== undefined && { desiredCount: delta.desiredCount }),
    ...(delta.redeploy && { forceNewDeployment: true }),
  };
}

function creationOf({ names, service, copies }: Desired, taskDefinition: string, targetGroupArn: string, entry: Entry) {
  const { containerName: _name, containerPort: _port, ...settings } = service;
  return {
    ...settings,
    serviceName: names.service,
    taskDefinition,
    desiredCount: copies,
    loadBalancers: loadBalancersOf(service, targetGroupArn),
    deploymentController: { type: 'ECS' as const },
    // The SDK sends a request again whose answer was lost: with a token, ECS knows it for the same.
    clientToken: createHash('sha256')
      .update(`${names.service} ${taskDefinition} ${entry.run}`)
      .digest('hex')
      .slice(0, 36),
  };
}

const loadBalancersOf = ({ containerName, containerPort }: Desired['service'], targetGroupArn: string) => [
  { targetGroupArn, containerName, containerPort },
];
