import { type Service } from '@longshore/model';
import { imageUser } from '../base/base';
import { imageRoot } from '../closure/placement';
import { ociArchitecture, type Platform } from '../closure/platform';
import { type BuiltImage } from '../image';
import { mediaTypes } from '../oci';

/** What the config says of when the image was made: always the same, or the digest would depend on the clock. */
export const created = '1970-01-01T00:00:00Z';

type Layers = BuiltImage['layers'];

/** The OCI config of a service's image. Nothing of an environment, a commit or a clock is in it. */
export const imageConfig = ({ root, spec: { port } }: Service, layers: Layers, platform: Platform): Buffer =>
  configOf(layers, platform, {
    User: `${imageUser}:${imageUser}`,
    ExposedPorts: { [`${port}/tcp`]: {} },
    Env: [searchPath, 'NODE_ENV=production'],
    Entrypoint: ['/usr/local/bin/node', '--enable-source-maps', `/${imageRoot}/${root}/main.js`],
    WorkingDir: `/${imageRoot}`,
    StopSignal: 'SIGTERM',
  });

/** The OCI config of the base alone, for a Dockerfile to start from. */
export const baseConfig = (layers: Layers, platform: Platform): Buffer =>
  configOf(layers, platform, { Env: [searchPath], WorkingDir: `/${imageRoot}` });

const searchPath = 'PATH=/usr/local/bin:/usr/bin:/bin';

const configOf = (layers: Layers, platform: Platform, config: object): Buffer =>
  json({
    architecture: ociArchitecture(platform.cpu),
    os: platform.os,
    created,
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ kind }) => ({ created, created_by: `longshore: ${kind}` })),
  });

/** The OCI manifest of a service's image. */
export const imageManifest = (config: { digest: string; size: number }, layers: Layers): Buffer =>
  json({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: config.digest, size: config.size },
    layers: layers.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, digest, size })),
  });

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
