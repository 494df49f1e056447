import { buffer } from 'node:stream/consumers';
import { type Digest } from '@longshore/model';
import { type Repository } from '@longshore/registry';
import { type Aws, type DescribedCluster } from '../aws/ports';
import { type Desired } from '../render/desired';
import { type VersionedSecret } from '../secrets/versions';
import { type Facts, type RoleFact, type SecretFact } from './facts';
import { trustsTasks } from './trust';

/** Where the facts are read: what all services of a run share is asked once. */
export interface Sources extends Pick<Aws, 'logs' | 'secrets'> {
  cluster(): Promise<DescribedCluster | undefined>;
  role(arn: string): Promise<RoleFact['trust']>;
}

/** Remembers what roles are, by ARN. */
export function openRoles({ roles }: Pick<Aws, 'roles'>): Sources['role'] {
  const known = new Map<string, Promise<RoleFact['trust']>>();
  const read = async (arn: string): Promise<RoleFact['trust']> => {
    const role = await roles.describe(arn.slice(arn.lastIndexOf('/') + 1));
    if (role === 'missing' || role === 'unreadable') return role;
    return trustsTasks(role.trustPolicy) ? 'tasks' : 'others';
  };
  return (arn) => {
    const trust = known.get(arn) ?? read(arn);
    known.set(arn, trust);
    return trust;
  };
}

/** Reads all that has to be known before tasks are started. */
export async function readFacts(
  desired: Desired,
  versions: VersionedSecret[],
  sources: Sources,
  repository: Repository,
  signal: AbortSignal,
): Promise<Facts> {
  const { executionRoleArn, taskRoleArn } = desired.taskDefinition;
  const [cluster, execution, task, architectures, secrets, logGroups] = await Promise.all([
    sources.cluster(),
    roleOf('execution', executionRoleArn, sources),
    roleOf('task', taskRoleArn, sources),
    architecturesOf(repository, desired.release.digest, signal),
    Promise.all(versions.map((secret) => withKey(secret, sources))),
    Promise.all(otherGroups(desired).map(async (name) => ({ name, isThere: await sources.logs.hasGroup(name) }))),
  ]);
  return { clusterStatus: cluster?.status, roles: [...execution, ...task], architectures, secrets, logGroups };
}

async function roleOf(use: RoleFact['use'], arn: string | undefined, sources: Sources): Promise<RoleFact[]> {
  return arn ? [{ arn, use, trust: await sources.role(arn) }] : [];
}

async function withKey(secret: VersionedSecret, { secrets }: Sources): Promise<SecretFact> {
  const { reference, presence } = secret;
  if (presence !== 'there' || reference.store !== 'secrets-manager' || reference.key === '') return secret;
  const keys = await secrets.keys(reference.arn, reference);
  return { ...secret, hasKey: keys?.includes(reference.key) };
}

/** Groups that containers write to beside the service's own, which the deploy makes. */
const otherGroups = ({ taskDefinition, logGroup }: Desired): string[] => [
  ...new Set(
    taskDefinition.containerDefinitions.flatMap(({ logConfiguration }) => {
      const { 'awslogs-group': group, 'awslogs-create-group': isMade } = logConfiguration?.options ?? {};
      return group && group !== logGroup && isMade !== 'true' ? [group] : [];
    }),
  ),
];

/** What an index has in place of a config: its images. */
interface Index {
  manifests: { platform?: { architecture?: string } }[];
}

/** An index names the architecture of each of its images; one image alone has it in its config. */
async function architecturesOf(
  repository: Repository,
  digest: Digest,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const found = await repository.manifest(digest, signal);
  if (!found) return undefined;
  const { manifests, config }: Partial<Index & typeof found.manifest> = found.manifest;
  if (manifests) return manifests.flatMap(({ platform }) => platform?.architecture ?? []);
  if (!config) return [];
  const bytes = await buffer(await repository.blob(config.digest, signal));
  const { architecture } = JSON.parse(bytes.toString()) as { architecture?: string };
  return architecture ? [architecture] : [];
}
