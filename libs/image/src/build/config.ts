import { posix } from 'node:path';
import { madeBaseStep } from '@longshore/model';
import { type Base, type BaseContent } from '../base/base';
import { imageUser } from '../base/made-base';
import { imageRoot } from '../closure/placement';
import { ociArchitecture, type Platform } from '../closure/platform';
import { type BuiltImage } from '../image';
import { mediaTypes } from '../oci';
import { type Parts } from './builder';

/** What the config says of when the image was made: always the same, or the digest would depend on the clock. */
export const created = '1970-01-01T00:00:00Z';

type Layers = BuiltImage['layers'];

/** The OCI config of a service's image. Nothing of an environment, a commit or a clock is in it. */
export const imageConfig = (
  { project: { service }, platform, base }: Pick<Parts, 'project' | 'platform' | 'base'>,
  { environment }: BaseContent,
  layers: Layers,
): Buffer =>
  configOf(layers, platform, base, {
    User: `${imageUser}:${imageUser}`,
    ...(service.spec.kind === 'http' && { ExposedPorts: { [`${service.spec.port}/tcp`]: {} } }),
    Env: withNode(environment, base.node),
    // Not Entrypoint: a task of ECS can have another command, and no other entry point.
    Cmd: [base.node, '--enable-source-maps', `/${imageRoot}/${service.root}/main.js`],
    WorkingDir: `/${imageRoot}`,
    StopSignal: 'SIGTERM',
  });

/** The base's variables; `node` is on the path in each, so that another command of a task need not know where it lies. */
function withNode(environment: string[], node: string): string[] {
  const others = environment.filter((each) => !/^(NODE_ENV|PATH)=/.test(each));
  const path = environment.find((each) => each.startsWith('PATH='))?.slice('PATH='.length) || defaultPath;
  const folder = posix.dirname(node);
  const whole = path.split(':').includes(folder) ? path : `${path}:${folder}`;
  return [`PATH=${whole}`, ...others, 'NODE_ENV=production'];
}

/** Where an engine looks for programs when the image does not say. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The OCI config of the base alone, for a Dockerfile to start from. */
export const baseConfig = (
  { platform, base }: Pick<Parts, 'platform' | 'base'>,
  { environment }: BaseContent,
  layers: Layers,
): Buffer => configOf(layers, platform, base, { Env: environment, WorkingDir: `/${imageRoot}` });

const configOf = (layers: Layers, platform: Platform, base: Base, config: object): Buffer =>
  json({
    architecture: ociArchitecture(platform.cpu),
    os: platform.os,
    created,
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ kind }) => ({ created, created_by: stepOf(kind, base) })),
  });

const stepOf = (kind: Layers[number]['kind'], { isMade }: Base): string =>
  kind === 'base' && isMade ? madeBaseStep : `longshore: ${kind}`;

/** The OCI manifest of a service's image. */
export const imageManifest = (config: { digest: string; size: number }, layers: Layers): Buffer =>
  json({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: config.digest, size: config.size },
    layers: layers.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, digest, size })),
  });

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
