import {
  isSuccess,
  type Proven,
  provenPredicateType,
  statementType,
  subjectOf,
  tags,
  testGaps,
  type Verdict,
} from '@longshore/model';
import { attachProven } from '@longshore/registry';
import { commitTags, releaseTags } from '../apply/revision';
import { type Service } from '../aws/shapes';
import { tagValue } from '../aws/tags';
import { heldBackOf, holdBack } from '../plan/held-back';
import { revisionOf } from '../read/live';
import { type Released } from './release';
import { type Run } from './run';

/** What is known when a release has come to its end. */
export interface Ended {
  released: Released;
  /** The ECS service with the revision that was released. */
  service: Service;
  verdict: Verdict;
  durationMs: number;
  /** Who went back, where it was not ECS. */
  by?: string | undefined;
}

/**
 * Writes down how a release ended: on the service what is live, on the revision the verdict, on the image that it is
 * proven. Returns what went wrong, for what is deployed stays deployed.
 */
export async function record(run: Run, ended: Ended): Promise<string | undefined> {
  const live = isSuccess(ended.verdict);
  const steps = [tagRevision(run, ended), ...(live ? [tagLive(run, ended), prove(run, ended)] : [])];
  if (ended.verdict === 'rolled-back') steps.push(tagHeldBack(run, ended));
  const results = await Promise.allSettled(steps);
  return (
    results.flatMap((result) => (result.status === 'rejected' ? [messageOf(result.reason)] : [])).join('; ') ||
    undefined
  );
}

/** What was live before this run keeps the commit and the run of the release that brought it. */
async function tagLive(run: Run, { released, service }: Ended): Promise<void> {
  const { desired, live, plan } = released;
  const known = plan.action === 'none' ? live.taskDefinition?.tags : undefined;
  const ledger = {
    ...releaseTags(desired),
    ...(known?.[tags.commit] ? commitOf(known) : commitTags(await run.about())),
    [tags.run]: known?.[tags.run] ?? run.run,
    [tags.environment]: run.environment.name,
    [tags.project]: tagValue(released.service.project),
    [tags.root]: tagValue(released.service.root),
    [tags.revision]: revisionOf(service.taskDefinition),
    [tags.copies]: String(desired.copies),
    [tags.untested]: gapsOf(released),
    // What is live now was tried: from here on a way back to it is a change like any other.
    ...(heldBackOf(live.service) && { [tags.heldBack]: '' }),
  };
  await named('the service could not be tagged with its release', tag(run, service.serviceArn, ledger));
}

const gapsOf = ({ image: { tests } }: Released): string => tagValue((tests && testGaps(tests)) ?? '');

const commitOf = (ledger: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(ledger).filter(([name]) =>
      [tags.commit, tags.committed, tags.subject].some((each) => each === name),
    ),
  );

async function tagHeldBack(run: Run, { released, service, by = 'ECS' }: Ended): Promise<void> {
  const value = holdBack(released.desired, by, new Date());
  await named(
    'the service could not be tagged as rolled back',
    tag(run, service.serviceArn, { [tags.heldBack]: value }),
  );
}

async function tagRevision(run: Run, { released, service, verdict, durationMs }: Ended): Promise<void> {
  const { live } = released;
  const known = live.recorded || live.taskDefinition?.tags[tags.proven];
  if (known && live.service?.taskDefinition === service.taskDefinition) return;
  const proven = isSuccess(verdict);
  const ledger = {
    [tags.verdict]: proven ? 'deployed' : verdict,
    [tags.duration]: String(durationMs),
    [tags.untested]: gapsOf(released),
    ...(proven && { [tags.proven]: new Date().toISOString() }),
  };
  await named('the revision could not be tagged with its verdict', tag(run, service.taskDefinition, ledger));
}

async function prove(run: Run, { released, service }: Ended): Promise<void> {
  const { desired } = released;
  const { digest, service: name } = desired.release;
  const repository = await run.registry.repository(name);
  const statement = provenOf(run, released, service.taskDefinition ?? '');
  await named('the image could not be marked as proven', attachProven(repository, digest, statement, run.signal));
}

const provenOf = ({ environment, run, actor }: Run, { desired }: Released, taskDefinition: string): Proven => {
  const { release, configHash } = desired;
  const at = new Date().toISOString();
  return {
    _type: statementType,
    subject: subjectOf(release.service, release.digest),
    predicateType: provenPredicateType,
    predicate: {
      service: release.service,
      environment: environment.name,
      account: environment.spec.account,
      taskDefinition,
      configHash,
      commit: release.commit,
      run,
      actor,
      at,
    },
  };
};

async function tag(run: Run, arn: string | undefined, ledger: Record<string, string>): Promise<void> {
  await (await run.place()).cluster.tag(arn ?? '', ledger);
}

/** Says of an error which step it broke. */
async function named(what: string, step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    throw new Error(`${what}: ${messageOf(error)}`, { cause: error });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
