import { type Digest, type Release } from '@longshore/model';
import { type CreateServiceCommandInput, type UpdateServiceCommandInput } from '../aws/shapes';
import { type Resources } from '../read/resources';
import { type ResolvedService } from '../resolve/resolve-service';
import { configHashOf } from './config-hash';
import { logGroupOf } from './logs';
import { type Names, namesOf } from './names';
import { type DesiredQueue, renderQueue } from './queue';
import { type DesiredRouting, renderRouting } from './routing';
import { type DesiredScaling, renderScaling } from './scaling';
import { type DesiredService, renderService } from './service';
import { type DesiredTaskDefinition, renderTaskDefinition } from './task-definition';

/** Fields that CreateService and UpdateService have in common, and that we render none of. */
export type ServiceFields = Pick<
  CreateServiceCommandInput & UpdateServiceCommandInput,
  keyof CreateServiceCommandInput & keyof UpdateServiceCommandInput
>;

/** What should be, in the words of the AWS APIs. */
export interface Desired {
  release: Release;
  /** The folder of the service, relative to the workspace. */
  root: string;
  names: Names;
  /** Identifies everything here but the image. */
  configHash: string;
  /** Identifies the config that was set by `longshore config`; empty for none. */
  config: string;
  /** Copies that always run. */
  copies: number;
  /** Time for which a completed rollout is watched, in seconds. */
  bakeSeconds: number;
  /** What scales it above that; undefined where nothing does. */
  scaling: DesiredScaling | undefined;
  taskDefinition: DesiredTaskDefinition;
  service: DesiredService;
  /** Fields of the ECS service that its file sets in the words of the API. */
  override: ServiceFields;
  /** How requests reach it; undefined where none do. */
  routing: DesiredRouting | undefined;
  /** The queue that it consumes; undefined where it consumes none. */
  queue: DesiredQueue | undefined;
  /** Name of the CloudWatch log group. */
  logGroup: string;
}

/** What is to be released: an image that lies in a repository. */
export interface ReleasedImage {
  /** As `127.0.0.1:4566/rooms`. */
  repository: string;
  digest: Digest;
  /** The commit that was built, 40 hexadecimal digits. */
  commit: string;
}

/** Renders all that AWS is to know of a service. */
export function render(service: ResolvedService, resources: Resources, image: ReleasedImage): Desired {
  const names = namesOf(service.environment, service.name);
  const config = {
    copies: service.copies.min,
    scaling: renderScaling(service, resources, names),
    taskDefinition: renderTaskDefinition(service, resources, names, `${image.repository}@${image.digest}`),
    service: renderService(service, resources),
    override: (service.override.service ?? {}) as ServiceFields,
    routing: renderRouting(service, resources),
    queue: renderQueue(service, names),
  };
  const { digest, commit } = image;
  const release = { service: service.name, project: service.project, environment: service.environment, digest, commit };
  const logGroup = logGroupOf(service.environment, service.name);
  const { root, rollout } = service;
  const { bakeSeconds } = rollout;
  const configHash = configHashOf(config);
  return { release, root, names, logGroup, bakeSeconds, configHash, config: '', ...config };
}
