import { createPublicKey, type KeyObject } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Writable } from 'node:stream';
import {
  type Evidence,
  type EvidenceRecord,
  isSignedBy,
  LongshoreError,
  sealStatement,
  type TestCounts,
} from '@longshore/model';
import {
  type Container,
  type ContainerSpec,
  createProcessRuntime,
  layoutSource,
  outsideWorkspace,
  type PreparedImage,
  type Runtime,
} from '@longshore/runtime';
import { imageFolder, readBuiltImage } from '../build/layout';
import { evidenceFor, writeEvidence } from '../evidence/evidence-file';
import { type BuiltImage, type Project } from '../image';
import { signingKey } from '../signing/signing-key';
import { testsKey } from '../tests-key';
import { type BackingServices, startBackingServices } from './backing-services';
import { currentCommit } from './commit';
import { runContainerTests } from './container-tests';
import { unitTests } from './counts';
import { stopGracefully } from './graceful-stop';
import { waitUntilHealthy } from './health';
import { evidenceOf } from './statement';

/** Where the services of a load balancer answer when nobody says otherwise. */
const defaultHealthPath = '/health';

/** Time between SIGTERM and SIGKILL when nobody says otherwise, in seconds: ECS's own. */
const defaultStopSeconds = 30;

/**
 * Runs the built image and its container tests, and writes evidence to `dist/evidence/<service>.json`. Evidence for the
 * same image and the same tests that is there already stays.
 * @param options.output what the container tests print
 * @throws LS2008 where nothing is built, LS2101 to LS2105 where the image does not prove itself
 */
export async function verifyImage(
  project: Project,
  signal?: AbortSignal,
  { output = process.stderr }: { output?: Writable } = {},
): Promise<Evidence> {
  const image = await readBuiltImage(project);
  const tests = await testsKey(project);
  const key = signingKey(process.env);
  const known = await evidenceFor(project, image, tests).catch(() => undefined);
  if (known && (!key || isSignedWith(known, key))) return known.evidence;
  const unit = await unitTests(project);
  refuseSecrets(project);
  const runtime = createProcessRuntime({ dir: outsideWorkspace(join(project.workspace, '.longshore', 'verify')) });
  const container = await proveImage(project, image, { runtime, output, signal });
  const commit = await currentCommit(project.workspace);
  const evidence = evidenceOf(image, {
    testsKey: tests,
    unit,
    container,
    runtime: runtime.kind,
    ...(commit ? { commit } : {}),
    finishedAt: new Date(),
    host: hostname(),
  });
  await writeEvidence(project, { evidence, ...(key ? { envelope: sealStatement(evidence, key) } : {}) });
  return evidence;
}

const isSignedWith = ({ envelope }: EvidenceRecord, key: KeyObject): boolean =>
  envelope !== undefined && isSignedBy(envelope, [createPublicKey(key)]);

/** What a proof needs besides the image. */
interface Means {
  runtime: Runtime;
  output: Writable;
  signal: AbortSignal | undefined;
}

/** Runs the image with what it uses, and leaves neither behind, however it ends. */
async function proveImage(project: Project, image: BuiltImage, means: Means): Promise<TestCounts> {
  const { runtime, signal } = means;
  await runtime.cleanUp();
  const starting = startBackingServices(project);
  let container: Container | undefined;
  try {
    const preparing = runtime.prepare(layoutSource(imageFolder(project)), signal);
    const [prepared, backing] = await Promise.all([preparing, starting]);
    container = await runtime.start(containerOf(project, image, prepared, backing), signal);
    return await proveContainer(project, container, means, backing);
  } finally {
    await container?.remove();
    await starting.then(
      (backing) => backing.stop(),
      () => undefined,
    );
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
  environment: { PORT: String(spec.port), ...environment, ...spec.environment },
  ports: [spec.port],
});

async function proveContainer(
  project: Project,
  container: Container,
  { output, signal }: Means,
  { environment }: BackingServices,
): Promise<TestCounts> {
  const { port, health, rollout } = project.service.spec;
  const address = container.address(port);
  const url = new URL(health?.path ?? defaultHealthPath, `http://${address.host}:${address.port}`);
  await waitUntilHealthy(container, url, undefined, signal);
  const counts = await runContainerTests(project, { SERVICE_URL: url.origin, ...environment }, output, signal);
  await stopGracefully(container, url, rollout?.stopSeconds ?? defaultStopSeconds);
  return counts;
}

/** What a secret's value is, only the environments know. */
function refuseSecrets({ service }: Project): void {
  const provided = service.spec.uses.includes('postgres') ? ['DATABASE_URL'] : [];
  const missing = Object.keys(service.spec.secrets ?? {}).filter((name) => !provided.includes(name));
  if (missing.length === 0) return;
  throw new LongshoreError('LS2101', {
    what: `${service.name} cannot be run here`,
    why: `its secrets ${missing.join(', ')} have values in an environment only`,
    fix: 'move them to "services" in deploy/environments/*.json, and give the service a default without them',
  });
}
