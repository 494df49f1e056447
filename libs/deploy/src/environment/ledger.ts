import { type Digest, type ReleaseRecord, tags } from '@longshore/model';
import { type Cluster, type TaggedTaskDefinition } from '../aws/ports';
import { type Service } from '../aws/shapes';
import { revisionOf } from '../read/live';
import { namesOf } from '../render/names';

/** A service in an environment, by the names that people use. */
export interface Subject {
  service: string;
  environment: string;
}

/**
 * The releases of a service as ECS keeps them, the newest first; revisions that we did not register are left out.
 * @param count revisions that are looked at
 */
export async function readLedger(
  { service, environment }: Subject,
  live: Service | undefined,
  { taskDefinitions }: Pick<Cluster, 'taskDefinitions'>,
  count: number,
): Promise<ReleaseRecord[]> {
  const arns = await taskDefinitions.newest(namesOf(environment, service).service, count);
  // The live one may be older than so many.
  const wanted = [...new Set([...arns, ...(live?.taskDefinition ? [live.taskDefinition] : [])])];
  const revisions = await Promise.all(wanted.map((arn) => taskDefinitions.describe(arn)));
  return revisions.flatMap((revision) => recordOf(service, revision, live) ?? []).sort(newestFirst);
}

const newestFirst = (one: ReleaseRecord, other: ReleaseRecord): number => other.revision - one.revision;

/** What the tags of a revision say; undefined for one that is no release of ours. */
export function recordOf(
  service: string,
  revision: TaggedTaskDefinition | undefined,
  live: Service | undefined,
): ReleaseRecord | undefined {
  const arn = revision?.taskDefinition.taskDefinitionArn;
  if (!revision || !arn) return undefined;
  const { tags: ledger, taskDefinition } = revision;
  const [commit, digest, configHash] = [ledger[tags.commit], ledger[tags.digest], ledger[tags.configHash]];
  if (commit === undefined || digest === undefined || configHash === undefined) return undefined;
  return {
    service,
    revision: Number(revisionOf(arn)),
    taskDefinition: arn,
    commit,
    digest: digest as Digest,
    configHash,
    actor: ledger[tags.actor] ?? '',
    run: ledger[tags.run] ?? '',
    live: live?.taskDefinition === arn,
    ...present('subject', ledger[tags.subject]),
    ...present('releasedAt', taskDefinition.registeredAt?.toISOString()),
    ...present('verdict', ledger[tags.verdict]),
    ...present('durationMs', ledger[tags.duration] && Number(ledger[tags.duration])),
    ...present('provenAt', ledger[tags.proven]),
    ...present('withdrawnAt', ledger[tags.withdrawn]),
    ...present('config', ledger[tags.config]),
    ...present('change', ledger[tags.change]),
    ...present('untested', ledger[tags.untested]),
  };
}

/** A member, unless there is nothing to say. */
const present = <Name extends string, Value>(name: Name, value: Value | undefined | '') =>
  (value === undefined || value === '' ? {} : { [name]: value }) as { [Key in Name]?: Value };
