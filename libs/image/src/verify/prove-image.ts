import { type Writable } from 'node:stream';
import {
  hasReadonlyRoot,
  isLongshoreError,
  LongshoreError,
  type TestCounts,
  tmpfsOf,
  verifiedPart,
} from '@longshore/model';
import {
  type Container,
  type ContainerSpec,
  layoutSource,
  type PreparedImage,
  PullError,
  type Runtime,
  StartError,
} from '@longshore/runtime';
import { imageFolder } from '../build/layout';
import { type BuiltImage, type Project } from '../image';
import { type BackingServices, startBackingServices } from './backing-services';
import { lastLines } from './container-log';
import { runContainerTests } from './container-tests';
import { refuseOtherArchitecture, withArchitecture } from './architecture';
import { patienceOf } from './patience';
import { healthCheckOf, probeOf } from './probe';

/** Time between SIGTERM and SIGKILL when nobody says otherwise, in seconds: ECS's own. */
const defaultStopSeconds = 30;

/** What a proof found. */
export interface Proof {
  container: TestCounts;
  /** Faults that fail no verification. */
  warnings: string[];
}

/** What a proof needs besides the image. */
export interface Means {
  runtime: Runtime;
  /** What the container tests print. */
  output: Writable;
  signal: AbortSignal | undefined;
}

/**
 * Runs an image with what it uses, and its container tests against it; leaves nothing behind, however it ends. An engine
 * runs it with a read-only root and a /tmp to write to, unless its service.json says otherwise.
 * @throws LS2014, LS2101 to LS2103, LS2106, LS2109
 */
export async function proveImage(project: Project, image: BuiltImage, means: Means): Promise<Proof> {
  const { runtime, signal } = means;
  refuseOtherArchitecture(project, runtime);
  await runtime.cleanUp();
  const starting = startBackingServices(project);
  let container: Container | undefined;
  try {
    const preparing = runtime.prepare(layoutSource(imageFolder(project)), signal);
    const [prepared, backing] = await Promise.all([preparing, starting]);
    refuseRoot(project, prepared);
    container = await runtime.start(containerOf(project, image, prepared, backing), signal);
    return await proveContainer(project, container, means, backing);
  } catch (error) {
    const known = error instanceof PullError || error instanceof StartError ? cannotStart(project, error) : error;
    throw withArchitecture(project, known);
  } finally {
    await container?.remove();
    await starting.then(
      (backing) => backing.stop(),
      () => undefined,
    );
    // An engine has few networks to give: the one of this container goes too.
    await runtime.cleanUp();
    // It stays until the next is proven, for the layers that they share. Unpacked images are not this service's alone.
    if (runtime.kind === 'docker') await runtime.prune((digest) => digest === image.digest);
  }
}

const containerOf = (
  { service: { name, spec } }: Project,
  { digest }: BuiltImage,
  image: PreparedImage,
  { environment }: BackingServices,
): ContainerSpec => ({
  name: `longshore-verify-${name}-${digest.slice(-12)}-${process.pid}`,
  image,
  environment: { ...(spec.kind === 'http' && { PORT: String(spec.port) }), ...environment, ...spec.environment },
  ports: spec.kind === 'http' ? [spec.port] : [],
  hostAsDeclared: true,
  readonlyRoot: hasReadonlyRoot(spec),
  tmpfs: tmpfsOf(spec),
  ...verifiedPart(spec.override),
  ...healthCheckOf(spec),
});

async function proveContainer(
  project: Project,
  container: Container,
  { output, signal }: Means,
  { environment }: BackingServices,
): Promise<Proof> {
  const { spec } = project.service;
  const probe = await probeOf(spec, container, patienceOf(project));
  await probe.ready(signal);
  const tested = new AbortController();
  const warnings = probe.warnings(project, tested.signal);
  const tests = runContainerTests(project, { ...probe.environment, ...environment }, output, signal);
  const counts = await tests
    .catch((error: unknown) => {
      throw isLongshoreError(error) ? withLog(error, container) : error;
    })
    .finally(() => tested.abort());
  const found = { container: counts, warnings: await warnings };
  await probe.stop(spec.rollout?.stopSeconds ?? defaultStopSeconds);
  return found;
}

/**
 * The user of service.json's `override`, else that of the image's config, is what every runtime goes by; without one it
 * is root.
 * @throws LS2106
 */
export function refuseRoot({ service: { name, spec } }: Project, { config }: Pick<PreparedImage, 'config'>): void {
  const overridden = verifiedPart(spec.override).user;
  const [user = ''] = (overridden ?? config.User ?? '').split(':');
  if (!['', '0', 'root'].includes(user)) return;
  throw new LongshoreError('LS2106', {
    what: `the image of ${name} runs as root`,
    why: user
      ? `${overridden ? '"override" in service.json' : 'its config'} names the user ${user}`
      : 'its config names no user',
    fix: overridden
      ? 'take "user" out of "override.container"'
      : 'name another one in its Dockerfile: USER 65532:65532',
  });
}

const withLog = ({ code, what, why, fix, cause }: LongshoreError, container: Container): LongshoreError =>
  new LongshoreError(code, { what, why: `${why}\nThe service: ${lastLines(container)}`, fix, cause });

const cannotStart = ({ service: { name } }: Project, cause: Error): LongshoreError =>
  new LongshoreError('LS2101', {
    what: `the image of ${name} does not start`,
    why: cause.message,
    fix: `npx nx verify ${name} --skip-nx-cache`,
    cause,
  });
