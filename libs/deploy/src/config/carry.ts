import { type ReleaseRecord, runNameAt, tags } from '@longshore/model';
import { type TaggedTaskDefinition } from '../aws/ports';
import { type RegisterTaskDefinitionCommandInput, type TaskDefinition } from '../aws/shapes';
import { asTags } from '../aws/tags';
import { type Place } from '../coordinator/place';
import { recordOf } from '../environment/ledger';
import { type OpenEnvironment } from '../environment/open-environment';
import { type Config, configFor, configId, withConfig } from './with-config';

/** A revision that is registered again with other config, as it is known in the ledger. */
export interface Carried {
  record: ReleaseRecord;
  tags: Record<string, string>;
}

/** What a revision says of its own rollout, which is none of another's. */
const ofOneRollout: string[] = [tags.verdict, tags.duration, tags.proven, tags.withdrawn, tags.change];

/**
 * Registers a revision again with other config: the same commit, image and configuration. Nothing is written if it has
 * this config already.
 * @param change what the ledger is to say of it
 * @returns undefined if it has
 */
export async function carry(
  open: Pick<OpenEnvironment, 'actor'>,
  { cluster }: Pick<Place, 'cluster'>,
  { service, revision, config }: { service: string; revision: TaggedTaskDefinition; config: Config },
  change?: string,
): Promise<Carried | undefined> {
  const { taskDefinition } = revision;
  const containers = taskDefinition.containerDefinitions ?? [];
  const own = containers.find(({ name }) => name === service);
  const id = own ? configId(configFor(own, config)) : '';
  if (!own || id === (revision.tags[tags.config] ?? '')) return undefined;
  const ledger = {
    ...Object.fromEntries(Object.entries(revision.tags).filter(([name]) => !ofOneRollout.includes(name))),
    [tags.config]: id,
    [tags.actor]: open.actor,
    [tags.run]: `config-${runNameAt(new Date())}`,
    ...(change && { [tags.change]: change }),
  };
  const registered = await cluster.taskDefinitions.register({
    ...registrable(taskDefinition),
    containerDefinitions: containers.map((each) => (each === own ? withConfig(each, config) : each)),
    tags: asTags(ledger),
  });
  const record = recordOf(service, { taskDefinition: registered, tags: ledger }, undefined);
  if (!record) throw new Error(`${registered.taskDefinitionArn} is no release of ours`);
  return { record, tags: ledger };
}

/** A revision without what ECS alone says of it. */
function registrable(definition: TaskDefinition): Omit<RegisterTaskDefinitionCommandInput, 'containerDefinitions'> & {
  family: string;
} {
  const {
    taskDefinitionArn: _arn,
    revision: _revision,
    status: _status,
    requiresAttributes: _attributes,
    compatibilities: _compatibilities,
    registeredAt: _registeredAt,
    registeredBy: _registeredBy,
    deregisteredAt: _deregisteredAt,
    deleteRequestedAt: _deleteRequestedAt,
    family = '',
    ...rest
  } = definition;
  return { ...rest, family };
}
