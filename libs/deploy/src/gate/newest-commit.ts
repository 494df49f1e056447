import { LongshoreError } from '@longshore/model';

/** A commit, and when it was made where that is known. */
export interface DatedCommit {
  commit: string;
  /** ISO 8601. */
  committedAt?: string;
}

/** What is to go where. */
export interface Succession {
  service: string;
  environment: string;
  released: DatedCommit;
  /** Undefined where it is not known what is live. */
  live: DatedCommit | undefined;
  /** Whether git says that the one comes before the other; undefined where it cannot tell. */
  isOlder: boolean | undefined;
}

/**
 * The newest commit wins: a run that was overtaken does not put an older commit live again. Where git cannot tell, as
 * in a shallow clone, the dates of the commits decide; where they are not known either, nothing is refused.
 * @throws LS3103
 */
export function checkNewest({ service, environment, released, live, isOlder }: Succession): void {
  if (!live || live.commit === released.commit || isOlder === false) return;
  if (isOlder === undefined && !isDatedBefore(released, live)) return;
  throw new LongshoreError('LS3103', {
    what: `${service} is not released to ${environment}: a newer commit is live`,
    why: `live is ${live.commit.slice(0, 12)}${on(live)}, this is ${released.commit.slice(0, 12)}${on(released)}${
      isOlder
        ? `, which comes before it; to go back on purpose: npx longshore rollback ${service} -e ${environment}`
        : '; git cannot tell their order in this clone, their dates can'
    }`,
    fix: isOlder ? 'git pull' : 'git fetch --unshallow',
  });
}

const isDatedBefore = (one: DatedCommit, other: DatedCommit): boolean =>
  one.committedAt !== undefined &&
  other.committedAt !== undefined &&
  Date.parse(one.committedAt) < Date.parse(other.committedAt);

const on = ({ committedAt }: DatedCommit): string => (committedAt ? ` of ${committedAt}` : '');
