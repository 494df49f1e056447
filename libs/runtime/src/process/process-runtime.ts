import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContainerSpec, PullError, type Runtime, StartError } from '../runtime';
import { stopSignalOf } from '../signals';
import { changesOf, checkCommandOf, type Command, commandOf, environmentOf, type Place } from './command';
import { type ProcessHealthCheck } from './health-checks';
import { ImageStore, type StoredImage } from './image-store';
import { FreePorts } from '../ports';
import { ProcessContainer } from './process-container';
import { identify } from '../process-identity';
import { ContainerRecords } from './records';

/**
 * Runs images of Node services with the Node at hand, no engine needed: layers are unpacked, the entry point runs as
 * a child process. It isolates nothing: the memory limit of a container is not enforced, nor are its user, read-only root
 * and ulimits; where those are asked for, the container's log says so first.
 * @param options.dir a folder of its own for unpacked images and for what it started; processes may share one. It should
 *   lie outside of every workspace (see `outsideWorkspace`), or Node would find there what an image lacks
 */
export function createProcessRuntime({ dir }: { dir: string }): Runtime {
  const images = new ImageStore(join(dir, 'images'));
  const records = new ContainerRecords(join(dir, 'containers'));
  const freePorts = new FreePorts();

  return {
    kind: 'process',
    prepare: async (image, signal) => {
      try {
        return await images.add(image, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw error instanceof PullError ? error : new PullError(messageOf(error), { cause: error });
      }
    },
    start: async (spec, signal) => {
      signal?.throwIfAborted();
      return startContainer(spec, { images, records, freePorts });
    },
    cleanUp: async () => {
      await records.killOrphans();
      await clearScratch(images.scratch);
    },
    prune: (isNeeded) => images.prune(isNeeded),
  };
}

interface Parts {
  images: ImageStore;
  records: ContainerRecords;
  freePorts: FreePorts;
}

async function startContainer(spec: ContainerSpec, { images, records, freePorts }: Parts): Promise<ProcessContainer> {
  const image = await images.find(spec.image.digest);
  if (!image) throw new StartError(`No such image: ${spec.image.digest}`);
  const command = commandOf(image, spec);
  const ports = new Map<number, number>();
  try {
    for (const port of spec.ports) ports.set(port, await freePorts.take());
    const place = { host: hostOf(spec), ports };
    const scratch = await scratchOf(spec, images.scratch);
    const environment = { ...environmentOf(image.config, spec, place), ...(scratch && { TMPDIR: scratch }) };
    const stopSignal = stopSignalOf(image.config.StopSignal);
    const healthCheck = healthCheckOf(spec, image, environment, place);
    const changes = changesOf(image.config, spec.environment, environment);
    const container = await ProcessContainer.start(
      { ...command, name: spec.name, environment, stopSignal, place, healthCheck, notice: noticeOf(spec), changes },
      async (pid, name) => {
        await records.write(name, pid);
        return () => records.remove(name);
      },
    );
    void container.exited.then(async () => {
      freePorts.release(ports.values());
      if (scratch) await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
    });
    return container;
  } catch (error) {
    freePorts.release(ports.values());
    throw error instanceof StartError ? error : new StartError(messageOf(error), { cause: error });
  }
}

/** What stands for a /tmp in memory: a folder that no other container writes to; undefined if none is asked for. */
async function scratchOf({ name, tmpfs = [] }: ContainerSpec, scratch: string): Promise<string | undefined> {
  if (!tmpfs.some(({ path }) => path === '/tmp')) return undefined;
  const folder = join(scratch, `${process.pid}-tmp-${name}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

/**
 * Where a container is reached: not at 127.0.0.1, at which a service would answer that nobody reaches in a network of
 * its own. Only Linux has further addresses of the loopback without setting them up. One with a health check is asked
 * there by its own programs: what they call localhost has to be the service.
 */
const hostOf = ({ healthCheck }: ContainerSpec): string =>
  process.platform === 'linux' && !healthCheck ? '127.0.0.2' : '127.0.0.1';

/** What a container asks for in vain. Not its read-only root: a process has none of its own, and most ask for it. */
function noticeOf({ user, ulimits = [] }: ContainerSpec): string | undefined {
  const asked = { user: user !== undefined, ulimits: ulimits.length > 0 };
  const names = Object.entries(asked).flatMap(([name, isAsked]) => (isAsked ? [name] : []));
  return names.length === 0 ? undefined : `not enforced, since no engine runs this container: ${names.join(', ')}`;
}

function healthCheckOf(
  { healthCheck }: ContainerSpec,
  image: StoredImage,
  environment: Record<string, string>,
  place: Place,
): ProcessHealthCheck | undefined {
  if (!healthCheck) return undefined;
  return { ...healthCheck, environment, command: commandOrError(() => checkCommandOf(image, healthCheck.test, place)) };
}

function commandOrError(find: () => Command): Command | Error {
  try {
    return find();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Removes what processes that are gone left half made. */
async function clearScratch(scratch: string): Promise<void> {
  const names = await readdir(scratch).catch(() => []);
  for (const name of names) {
    if (await identify(Number.parseInt(name, 10))) continue;
    await rm(join(scratch, name), { recursive: true, force: true });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
