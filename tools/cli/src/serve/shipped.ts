import {
  createCoordinator,
  type LocalImages,
  openHistory,
  pointSdkAt,
  refuseWithoutCloud,
  tagOf,
} from '@longshore/deploy';
import {
  type Digest,
  type Environment,
  type Evidence,
  LongshoreError,
  runNameAt,
  type Service,
} from '@longshore/model';
import { copyImage, openEcr, readImageRecords, type Repository } from '@longshore/registry';
import { nxTargets } from '../nx-targets';
import { inTurn } from './turn';

/** What a branch has shipped, and where it is wanted. */
export interface FromBranch {
  workspace: string;
  branch: string;
  /** The environments of the workspace: one of them takes the branch. */
  environments: Environment[];
  /** Where the services are deployed. */
  target: Environment;
  services: Service[];
  say: (line: string) => void;
}

/** An image as a branch last shipped it. */
interface Shipped {
  repository: Repository;
  digest: Digest;
  evidence: Evidence['predicate'];
}

/**
 * Deploys services to the workspace's cloud as a branch last shipped them, by its tag in the registry of the environment
 * that takes it; one that the branch has not shipped stays as it is.
 * @throws LS1003 where no environment takes the branch, LS1103, LS2201, LS2202 where its registry cannot be asked
 */
export async function deployShipped(from: FromBranch, signal: AbortSignal): Promise<void> {
  const source = environmentOf(from);
  refuseWithoutCloud(from.workspace, from.target);
  const shipped = await readShipped(from, source, signal);
  pointSdkAt(from.workspace, from.target);
  await inTurn(from.workspace, 'from', () =>
    Promise.all(
      from.services.map(async (service) => {
        const image = shipped.get(service.name);
        if (image) await deploy(from, service.name, image, signal);
        else from.say(`${service.name}  ${from.branch} has not shipped it to ${source.name}; it stays as it is`);
      }),
    ),
  );
}

function environmentOf({ branch, environments }: FromBranch): Environment {
  const found = environments.find(({ spec }) => spec.branch === branch);
  if (found) return found;
  const all = environments.flatMap(({ name, spec }) => (spec.branch ? [`${name} takes ${spec.branch}`] : []));
  throw new LongshoreError('LS1003', {
    what: `no environment takes the branch ${branch}`,
    why: all.length === 0 ? 'no file of deploy/environments names a branch' : all.join(', '),
    fix: `name another one, or set "branch": "${branch}" in a file of deploy/environments`,
  });
}

/** Before the SDK is pointed at the workspace's cloud: the registry is the team's. */
async function readShipped(
  { workspace, branch, services }: FromBranch,
  source: Environment,
  signal: AbortSignal,
): Promise<Map<string, Shipped>> {
  pointSdkAt(workspace, source);
  const registry = openEcr(source.spec);
  const all = services.map(async ({ name }) => {
    const repository = await registry.repository(name);
    const digest = (await repository.manifest(tagOf(branch), signal))?.digest;
    const [record] = digest ? (await readImageRecords(repository, digest, signal)).evidence : [];
    return digest && record ? [[name, { repository, digest, evidence: record.statement.predicate }] as const] : [];
  });
  return new Map((await Promise.all(all)).flat());
}

async function deploy(from: FromBranch, name: string, image: Shipped, signal: AbortSignal): Promise<void> {
  const { workspace, branch, target, services, say } = from;
  const history = openHistory(workspace);
  const coordinator = createCoordinator({
    workspace,
    environment: target,
    services,
    run: `${runNameAt(new Date())}-${name}`,
    commit: image.evidence.commit ?? (await history.head()) ?? '',
    isClean: false,
    origin: { ci: false, branch },
    images: imagesOf(image),
    targets: nxTargets(workspace),
    signal,
  });
  await coordinator.push(name);
  await coordinator.release(name);
  const { verdict } = await coordinator.outcome(name);
  await coordinator.finish();
  say(`${name}  ${verdict} as ${branch} shipped it, ${image.digest.slice(0, 19)}`);
}

/** The image with the evidence that it was shipped with: its tests are those of its own commit. */
const imagesOf = ({ repository, digest, evidence: { inputKey, testsKey, projects } }: Shipped): LocalImages => ({
  describe: () => Promise.resolve({ digest, inputKey, testsKey, projects: projects.map(({ project }) => project) }),
  reuse: () => Promise.resolve(false),
  rebuild: () => Promise.resolve(digest),
  push: async (_service, target, _tags, signal) => {
    const { bytes = 0, layers = 0 } = (await copyImage(repository, target, digest, signal)) ?? {};
    return {
      reference: `${target.name}@${digest}`,
      bytesSent: bytes,
      size: bytes,
      layersSent: layers,
      layersReused: 0,
    };
  },
});
