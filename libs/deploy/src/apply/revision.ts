import { tags } from '@longshore/model';
import { type TaskDefinitions } from '../aws/ports';
import { asTags, tagValue } from '../aws/tags';
import { type CommitInfo } from '../git/history';
import { type Desired } from '../render/desired';

/** Who released what in which run: what the ledger says of a release beside what identifies it. */
export interface Entry {
  actor: string;
  run: string;
  /** What git says of the commit; undefined where it says nothing. */
  about: CommitInfo | undefined;
}

/**
 * Registers a revision, tagged with what it releases. The newest one is taken where it releases the same commit, image
 * and configuration already: an earlier attempt did not get further.
 * @returns its ARN
 */
export async function registerRevision(desired: Desired, revisions: TaskDefinitions, entry: Entry): Promise<string> {
  const ledger = releaseTags(desired);
  const newest = await revisions.describe(desired.names.service);
  const same = newest && isTagged(newest.tags, ledger);
  if (same && newest.taskDefinition.taskDefinitionArn) return newest.taskDefinition.taskDefinitionArn;
  const { taskDefinitionArn = '' } = await revisions.register({
    ...desired.taskDefinition,
    tags: asTags({ ...ledger, [tags.actor]: entry.actor, [tags.run]: entry.run, ...commitTags(entry.about) }),
  });
  return taskDefinitionArn;
}

/** What people want to know of a commit, and what tells it from an older one. */
export const commitTags = (about: CommitInfo | undefined): Record<string, string> =>
  about ? { [tags.subject]: tagValue(about.subject), [tags.committed]: about.committedAt } : {};

/** What identifies a release in the ledger. */
export const releaseTags = ({ release, configHash, config }: Desired): Record<string, string> => ({
  [tags.commit]: release.commit,
  [tags.digest]: release.digest,
  [tags.configHash]: configHash,
  [tags.config]: config,
});

/** Whether tags say what a ledger says; one that is not there is empty. */
export const isTagged = (found: Record<string, string> | undefined, ledger: Record<string, string>): boolean =>
  Object.entries(ledger).every(([name, value]) => (found?.[name] ?? '') === value);
