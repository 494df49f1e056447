import { type Environment } from '@longshore/model';
import {
  type Aws,
  type AutoScaling,
  type Cluster,
  type LoadBalancer,
  type Logs,
  type Queues,
  type Quotas,
} from '../aws/ports';
import { isRefusal } from '../aws/explain';
import { lazily } from '../aws/connection';
import { type Service } from '../aws/shapes';
import { openRoles, type Sources } from '../preflight/read-facts';
import { readRouting, type Routing } from '../read/live';
import { readEnvironmentResources, type Resources } from '../read/resources';
import { type LiveScaling, readScaling, scalableOf } from '../read/scaling';
import { openConfig, pathOf } from '../config/read';
import { type Config } from '../config/with-config';
import { openVersions, type ReadVersions } from '../secrets/read';
import { gather } from './gather';

/** Where services are deployed to: an environment whose resources were read. */
export interface Place {
  resources: Resources;
  cluster: Cluster;
  loadBalancer: LoadBalancer;
  logs: Logs;
  queues: Queues;
  scaling: AutoScaling;
  /** What scales a service, by its name; all of them are read at once, until they are forgotten. */
  scalingOf(service: string): Promise<LiveScaling | undefined>;
  /** The versions that secrets have now. */
  secretVersions: ReadVersions;
  /** Where config and secrets are kept. */
  parameters: Aws['parameters'];
  /** The config of a service, by its name; that of all of them is read once. */
  configOf(service: string): Promise<Config>;
  /** What a preflight asks; what all services have in common is asked once. */
  sources: Sources;
  /** An ECS service by name; questions of several services at once make one call. */
  service(name: string): Promise<Service | undefined>;
  /** The listener's rules and the target groups, read once until they are forgotten. */
  routing(): Promise<Routing>;
  /** To be called after a write. */
  forget(): void;
  /** What the load balancer may have, and has beside the listener's own; asked once. */
  quotas: Quotas;
  /** Names of the ECS services and of the target groups that the run is to make. */
  toMake: { services: Set<string>; targetGroups: Set<string> };
  /** Does something with the listener's rules while nobody else of the run does. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Base URL of the listener, where it can be read. */
  url(): Promise<string | undefined>;
}

/** Opens an environment; its resources are read once a run, when they are first needed. */
export const openPlace = (environment: Environment, aws: Aws): (() => Promise<Place>) =>
  lazily(async () => {
    const all = lazily(() => aws.parameters.allBelow(pathOf(environment.name)));
    const resources = await readEnvironmentResources(environment, { ...aws, parameters: { below: all } });
    const cluster = aws.cluster(resources.cluster);
    const loadBalancer = aws.loadBalancer(resources.listenerArn);
    const routingOnce = () => lazily(() => readRouting(loadBalancer));
    const scalingOnce = () => lazily(() => readScaling(aws.scaling));
    let routing = routingOnce();
    let scaling = scalingOnce();
    let before: Promise<unknown> = Promise.resolve();
    return {
      resources,
      cluster,
      loadBalancer,
      logs: aws.logs,
      queues: aws.queues,
      scaling: aws.scaling,
      scalingOf: async (service) => (await scaling()).get(scalableOf(resources.cluster, service)),
      secretVersions: openVersions(aws),
      parameters: aws.parameters,
      configOf: openConfig(environment.name, all),
      sources: {
        logs: aws.logs,
        secrets: aws.secrets,
        cluster: lazily(() => cluster.describe()),
        role: openRoles(aws),
      },
      service: gather(
        (names) => cluster.services.describe(names).catch(noneWithoutCluster),
        ({ serviceName }) => serviceName,
      ),
      routing: () => routing(),
      forget: () => {
        routing = routingOnce();
        scaling = scalingOnce();
      },
      quotas: {
        limits: lazily(() => loadBalancer.quotas.limits()),
        rulesOfOthers: lazily(() => loadBalancer.quotas.rulesOfOthers()),
      },
      toMake: { services: new Set(), targetGroups: new Set() },
      alone: (work) => {
        const result = before.then(work);
        before = result.catch(() => undefined);
        return result;
      },
      // A caller that may not describe load balancers can deploy all the same.
      url: lazily(() => loadBalancer.listener.url().catch(() => undefined)),
    };
  });

/** In a cluster that is not there nothing is live: the preflight says so, with all else that is missing. */
function noneWithoutCluster(error: unknown): Service[] {
  if (isRefusal(error, 'ClusterNotFoundException')) return [];
  throw error;
}
