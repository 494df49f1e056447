import { LongshoreError, type ReleaseRecord } from '@longshore/model';
import { type Subject } from './ledger';

/**
 * The release to go back to: the newest proven one before the live one, or the one that is asked for. Never one that
 * did not become healthy, nor one that a person went back from.
 * @param ledger the newest first
 * @param to a revision's number, or the start of a commit
 * @throws LS3111 that says what there is instead
 */
export function rollbackTarget(
  subject: Subject,
  ledger: readonly ReleaseRecord[],
  liveRevision: number,
  to?: string,
): ReleaseRecord {
  if (to !== undefined) return asked(subject, ledger, liveRevision, to);
  const live = ledger.find(({ revision }) => revision === liveRevision);
  const target = ledger.find(
    (release) =>
      release.revision < liveRevision &&
      release.provenAt &&
      !isWithdrawn(release, ledger) &&
      !(live && differOnlyInConfig(release, live)),
  );
  if (target) return target;
  throw refusal(subject, `no release before revision ${liveRevision} became healthy`);
}

/** Whether a person went back from it, or from the same with other config. */
const isWithdrawn = (release: ReleaseRecord, ledger: readonly ReleaseRecord[]): boolean =>
  release.withdrawnAt !== undefined ||
  ledger.some((later) => later.withdrawnAt && later.revision > release.revision && differOnlyInConfig(later, release));

/** Whether only `longshore config` makes a difference: going back keeps the config. */
const differOnlyInConfig = (one: ReleaseRecord, other: ReleaseRecord): boolean =>
  one.digest === other.digest && one.configHash === other.configHash && one.config !== other.config;

function asked(subject: Subject, ledger: readonly ReleaseRecord[], liveRevision: number, to: string): ReleaseRecord {
  const found = ledger.filter(({ revision, commit }) => String(revision) === to || isCommit(commit, to));
  const target = found.find(({ provenAt }) => provenAt);
  if (!target) {
    const why = found[0] ? `revision ${found[0].revision} never became healthy` : `the ledger has no ACTIVE ${to}`;
    throw refusal(subject, why);
  }
  if (target.revision === liveRevision) throw refusal(subject, `revision ${target.revision} is live already`);
  const live = ledger.find(({ revision }) => revision === liveRevision);
  if (live && differOnlyInConfig(target, live)) {
    throw refusal(subject, `revision ${target.revision} is live already, with other config, which a rollback keeps`);
  }
  return target;
}

/** A commit may be shortened, as git shortens it; fewer characters could be a revision's number. */
const isCommit = (commit: string, to: string): boolean => to.length >= 7 && commit.startsWith(to);

const refusal = ({ service, environment }: Subject, why: string): LongshoreError =>
  new LongshoreError('LS3111', {
    what: `${service} in ${environment} cannot go back`,
    why,
    fix: `npx longshore history ${service} -e ${environment}`,
  });
