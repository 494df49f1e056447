import {
  configError,
  type ContainerHealth,
  type Environment,
  type Override,
  type Service,
  type ServiceOverride,
  type ServiceSpec,
  type Sidecar,
} from '@longshore/model';
import { problemsTogether } from './problems-together';
import { architectureOf, defaults, embeddedDefaults } from './defaults';
import { overlay } from '../render/override';

/** A service as one environment wants it: everything decided, nothing optional. */
export interface ResolvedService {
  name: string;
  /** Its Nx project. */
  project: string;
  /** The project's folder, relative to the workspace. */
  root: string;
  environment: string;
  region: string;
  /** How requests reach it; undefined for a worker. */
  http: ResolvedHttp | undefined;
  /** The queue that it consumes; undefined for what answers requests. */
  queue: ResolvedQueue | undefined;
  uses: 'postgres'[];
  readonlyRootFilesystem: boolean;
  /** What runs once before a new revision takes over. */
  beforeDeploy: ServiceSpec['beforeDeploy'];
  /** What has to succeed against a new revision before it counts as proven. */
  afterDeploy: ServiceSpec['afterDeploy'];
  /** CPU units: 1024 are one core. */
  cpu: number;
  /** MiB. */
  memory: number;
  architecture: 'x86_64' | 'arm64';
  /** What it runs on: one of the two. */
  compute: NonNullable<ServiceOverride['compute']>;
  copies: { min: number; max?: number };
  /** What scales it between copies.min and copies.max; undefined where it is not scaled. */
  scaling: ResolvedScaling | undefined;
  rollout: Required<Omit<Rollout, 'failedTasks'>> & Pick<Rollout, 'failedTasks'>;
  /** The check inside the service's own container. */
  containerHealth: ContainerHealth | undefined;
  /** What the service's own container waits for. */
  dependsOn: Sidecar['dependsOn'];
  sidecars: Record<string, Sidecar>;
  /** Fields of the ECS API, laid over what is rendered. */
  override: Override;
  /** Environment variables that are no secret. */
  variables: Record<string, string>;
  /** Names or ARNs of SSM parameters, by environment variable. */
  secrets: Record<string, string>;
}

/** How the load balancer reaches a service, and tells that a copy works. */
export interface ResolvedHttp {
  port: number;
  /** Path patterns of the load balancer's rule. */
  paths: string[];
  /** Hosts of the rule; undefined for all. */
  hosts: string[] | undefined;
  health: Required<NonNullable<ServiceOverride['health']>>;
}

/** The SQS queue of a worker. */
export type ResolvedQueue = Extract<ServiceSpec, { kind: 'worker' }>['queue'];

type Rollout = NonNullable<ServiceOverride['rollout']>;

/** What scaling keeps; at least one of the measures is there. */
export interface ResolvedScaling extends Required<
  Pick<NonNullable<ServiceOverride['scaling']>, 'scaleOutSeconds' | 'scaleInSeconds'>
> {
  cpu?: number;
  memory?: number;
  requestsPerTarget?: number;
  messagesPerTask?: number;
}

/**
 * Merges what was set for a service, the later over the earlier: defaults, the environment's defaults, its
 * service.json, and what the environment sets for this one service.
 * @param machine the architecture of this machine, as Node names it: what the embedded cloud runs on
 * @throws LS1001 with everything that does not go together, or that AWS refuses
 */
export function resolveService(
  service: Service,
  environment: Environment,
  machine: string = process.arch,
): ResolvedService {
  const { name, project, root, spec } = service;
  const { embedded, defaults: everywhere, services } = environment.spec;
  const layers: ServiceOverride[] = [
    defaults,
    embedded ? embeddedDefaults : {},
    everywhere,
    spec,
    services[name] ?? {},
  ];
  const problems = problemsTogether(service, environment);
  if (problems.length > 0) throw configError('LS1001', problems);
  const { variables, secrets } = settle(layers);
  return {
    name,
    project,
    root,
    environment: environment.name,
    region: environment.spec.region,
    http: spec.kind === 'http' ? httpOf(spec, layers) : undefined,
    queue: spec.kind === 'worker' ? spec.queue : undefined,
    uses: spec.uses,
    readonlyRootFilesystem: spec.readonlyRootFilesystem,
    beforeDeploy: spec.beforeDeploy,
    afterDeploy: spec.afterDeploy,
    cpu: last(layers, 'cpu') ?? defaults.cpu,
    memory: last(layers, 'memory') ?? defaults.memory,
    architecture: last(layers, 'architecture') ?? architectureOf(embedded ? machine : 'x64'),
    compute: last(layers, 'compute') ?? defaults.compute,
    copies: merge<ResolvedService['copies']>(
      defaults.copies,
      layers.map(({ copies }) => copies),
    ),
    scaling: scalingOf(layers),
    rollout: merge<ResolvedService['rollout']>(
      defaults.rollout,
      layers.map(({ rollout }) => rollout),
    ),
    containerHealth: last(layers, 'containerHealth'),
    dependsOn: last(layers, 'dependsOn') ?? {},
    sidecars: Object.assign({}, ...layers.map(({ sidecars }) => sidecars)) as Record<string, Sidecar>,
    override: layers.reduce<Override>((merged, { override }) => overlay(merged, override), {}),
    variables,
    secrets,
  };
}

const httpOf = ({ port, route }: Extract<ServiceSpec, { kind: 'http' }>, layers: ServiceOverride[]): ResolvedHttp => ({
  port,
  paths: route.paths,
  hosts: route.hosts,
  health: merge<ResolvedHttp['health']>(
    defaults.health,
    layers.map(({ health }) => health),
  ),
});

function scalingOf(layers: ServiceOverride[]): ResolvedScaling | undefined {
  const copies = merge<ResolvedService['copies']>(
    defaults.copies,
    layers.map((layer) => layer.copies),
  );
  if (copies.max === undefined || copies.max <= copies.min) return undefined;
  return merge<ResolvedScaling>(
    defaults.scaling,
    layers.map(({ scaling }) => scaling),
  );
}

const last = <Key extends keyof ServiceOverride>(layers: ServiceOverride[], key: Key): ServiceOverride[Key] =>
  layers.map((layer) => layer[key]).findLast((value) => value !== undefined);

function merge<Group extends object>(base: Group, parts: (Partial<Group> | undefined)[]): Group {
  const set = parts.flatMap((part) => Object.entries(part ?? {})).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(set) };
}

/** ECS refuses a name that is a variable and a secret at once: the later layer decides which it is. */
function settle(layers: ServiceOverride[]): Pick<ResolvedService, 'variables' | 'secrets'> {
  const variables = new Map<string, string>();
  const secrets = new Map<string, string>();
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer.environment ?? {})) {
      variables.set(key, value);
      secrets.delete(key);
    }
    for (const [key, value] of Object.entries(layer.secrets ?? {})) {
      secrets.set(key, value);
      variables.delete(key);
    }
  }
  return { variables: Object.fromEntries(variables), secrets: Object.fromEntries(secrets) };
}
