import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type Docker from 'dockerode';
import { readImage } from '../image/read-image';
import { identify, isAlive } from '../process-identity';
import {
  type ContainerSpec,
  type HealthCheck,
  type ImageSource,
  type PreparedImage,
  type Runtime,
  StartError,
  type Tmpfs,
} from '../runtime';
import { SharedWork } from '../shared-work';
import { stopSignalOf } from '../signals';
import { DockerContainer } from './docker-container';
import { connect, engineAddress, type EngineAddress, engineMessage, unless } from './engine';
import { Gateway, loopbackPorts, throughGateway } from './gateway';
import { type HealthEvents, healthEvents } from './health-events';
import { endLeases, leaseImage } from './leases';
import { hasImage, imageName, loadImage, pullError } from './load-image';
import { ensureNetwork, type Network } from './network';

/** Whose a container or network is: the hash of the runtime's folder. */
const ownerLabel = 'longshore.owner';
/** Which process made it, as `PID STARTED`. */
const lifeLabel = 'longshore.life';

/**
 * Runs images as containers of a Docker Engine, on a network of their own, ports published to 127.0.0.1 only. What an
 * environment names as `127.0.0.1:PORT` the containers reach through the network's gateway. Loaded images stay in the
 * engine under a name of the runtime's own until they are pruned.
 * @param options.dir tells this runtime's containers from those of others on the same engine; nothing is written there
 * @param options.engine where the engine listens; by default what DOCKER_HOST says
 */
export function createDockerRuntime({ dir, engine }: { dir: string; engine?: EngineAddress }): Runtime {
  const owner = createHash('sha256').update(resolve(dir)).digest('hex').slice(0, 12);
  const loading = new SharedWork<PreparedImage>();
  const networks = new SharedWork<Network>();
  const gateway = new Gateway();
  let client: Docker | undefined;
  // Once for all who start at the same time: the engine's own check for duplicates lets some through (Engine API, NetworkCreate).
  const network = () =>
    networks.do(owner, () => ensureNetwork(docker(), `longshore-${owner}`, { [ownerLabel]: owner }));
  const docker = () => (client ??= connect(engine ?? engineAddress() ?? { socketPath: '/var/run/docker.sock' }));

  return {
    kind: 'docker',
    prepare: async (image, signal) => {
      try {
        return await loading.do(image.digest, (shared) => prepare(docker(), image, owner, shared), signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw pullError(error);
      }
    },
    start: async (spec, signal) => {
      signal?.throwIfAborted();
      try {
        return await start(docker(), spec, owner, gateway, await network());
      } catch (error) {
        throw error instanceof StartError ? error : new StartError(engineMessage(error), { cause: error });
      }
    },
    cleanUp: () => cleanUp(docker(), owner),
    prune: (isNeeded) => endLeases(docker(), owner, isNeeded),
  };
}

async function prepare(
  docker: Docker,
  source: ImageSource,
  owner: string,
  signal: AbortSignal,
): Promise<PreparedImage> {
  const image = await readImage(source, signal);
  const isHere = (await hasImage(docker, image.digest, owner)) || (await leaseImage(docker, image.digest, owner));
  if (!isHere) await loadImage(docker, source, image, signal, owner);
  return { digest: image.digest, config: image.config };
}

async function start(
  docker: Docker,
  spec: ContainerSpec,
  owner: string,
  gateway: Gateway,
  network: Network,
): Promise<DockerContainer> {
  const life = await identify(process.pid);
  const labels = { [ownerLabel]: owner, [lifeLabel]: life ? `${life.pid} ${life.startedAt}` : '' };
  const release = await openGateway(spec, network, gateway);
  let container: Docker.Container | undefined;
  let health: HealthEvents | undefined;
  try {
    container = await docker.createContainer(createOptions(spec, network, owner, labels));
    const stopSignal = stopSignalOf(spec.image.config.StopSignal);
    health = spec.healthCheck && (await healthEvents(docker, container.id));
    return await DockerContainer.start(container, { name: spec.name, stopSignal, health, release });
  } catch (error) {
    release();
    health?.close();
    await container?.remove({ force: true, v: true }).catch(() => undefined);
    throw error;
  }
}

async function openGateway(spec: ContainerSpec, network: Network, gateway: Gateway): Promise<() => void> {
  const { gateway: address } = network;
  if (address === undefined) return () => undefined;
  const ports = loopbackPorts(spec.environment, spec.ports);
  const closes = await Promise.all(ports.map((port) => gateway.open(address, port)));
  return () => closes.forEach((close) => close());
}

/** The engine's words for a container. */
export function createOptions(
  spec: ContainerSpec,
  network: Network,
  owner: string,
  labels: Record<string, string>,
): Docker.ContainerCreateOptions {
  const environment = network.gateway
    ? throughGateway(spec.environment, network.gateway, spec.ports)
    : spec.environment;
  const memory = bytesOf(spec.memoryMiB);
  const bindings = spec.ports.map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: '' }]] as const);
  return {
    name: spec.name,
    Image: imageName(spec.image.digest, owner),
    ...(spec.entryPoint ? { Entrypoint: spec.entryPoint } : {}),
    ...(spec.command ? { Cmd: spec.command } : {}),
    ...(spec.user ? { User: spec.user } : {}),
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    ExposedPorts: Object.fromEntries(spec.ports.map((port) => [`${port}/tcp`, {}])),
    Labels: { ...spec.labels, ...labels },
    Healthcheck: engineCheck(spec.healthCheck),
    HostConfig: {
      NetworkMode: network.name,
      PortBindings: Object.fromEntries(bindings),
      ReadonlyRootfs: spec.readonlyRoot ?? false,
      Tmpfs: Object.fromEntries((spec.tmpfs ?? []).map(mountOf)),
      Ulimits: spec.ulimits?.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
      MemoryReservation: bytesOf(spec.memoryReservationMiB),
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m' } },
      ...(memory === undefined ? {} : { Memory: memory, MemorySwap: memory }), // no swap: out of memory is final
    },
  };
}

const mountOf = ({ path, sizeMiB, options = [] }: Tmpfs): [string, string] => [
  path,
  [...options, `size=${sizeMiB}m`].join(','),
];

const bytesOf = (mebibytes: number | undefined): number | undefined =>
  mebibytes === undefined ? undefined : mebibytes * 1024 * 1024;

/** The engine counts in nanoseconds; NONE switches off the check that an image brings. */
function engineCheck(check: HealthCheck | undefined): Docker.HealthConfig {
  if (!check) return { Test: ['NONE'] };
  return {
    Test: check.test,
    Interval: check.intervalSeconds * 1e9,
    Timeout: check.timeoutSeconds * 1e9,
    Retries: check.retries,
    StartPeriod: check.startPeriodSeconds * 1e9,
  };
}

async function cleanUp(docker: Docker, owner: string): Promise<void> {
  const filters = { label: [`${ownerLabel}=${owner}`] };
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(async ({ Id, Labels }) => {
      if (await isOfTheLiving(Labels[lifeLabel])) return;
      await unless([404, 409], docker.getContainer(Id).remove({ force: true, v: true }));
    }),
  );
  // Refused (403) while a container of a living process is on it.
  const networks = await docker.listNetworks({ filters });
  await Promise.all(networks.map(({ Id }) => unless([403, 404], docker.getNetwork(Id).remove())));
}

async function isOfTheLiving(life = ''): Promise<boolean> {
  const [pid, ...startedAt] = life.split(' ');
  return isAlive({ pid: Number(pid), startedAt: startedAt.join(' ') });
}
