import { buffer } from 'node:stream/consumers';
import { type Environment, tags } from '@longshore/model';
import { readEvidence, readProven, type Repository } from '@longshore/registry';
import { tagsOf } from '../aws/tags';
import { checkBase, type ImageHistory } from '../gate/base';
import { checkEvidence } from '../gate/evidence';
import { checkNewest, type DatedCommit } from '../gate/newest-commit';
import { checkPromotion } from '../gate/promotion';
import { checkCommitted, checkRules } from '../gate/rules';
import { checkScan } from '../gate/scan';
import { type Live, revisionOf } from '../read/live';
import { type Desired } from '../render/desired';
import { type LocalImage } from './coordinator';
import { type Run } from './run';
import { uncommittedOf } from './uncommitted';

/** What goes through the gates: an image that is there, to take the place of what is live. */
export interface Candidate {
  image: LocalImage;
  desired: Desired;
  live: Live;
}

/**
 * Asks every gate of the environment, the cheap ones first; nothing is written before all have said yes.
 * @throws LS3101, LS3103, LS3108 to LS3110, LS3115, LS3126
 */
export async function checkGates(run: Run, { image, desired, live }: Candidate): Promise<void> {
  const { environment, registry } = run;
  const { service } = desired.release;
  checkRules(service, environment, run.origin);
  if (isShared(environment)) checkCommitted(service, environment, await uncommittedOf(run, image));
  await checkOrder(run, desired, live);
  const repository = await registry.repository(service);
  await Promise.all([
    checkTested(run, repository, desired, image),
    checkPromoted(run, repository, desired),
    checkFindings(run, desired),
    checkStanding(run, repository, desired),
  ]);
}

/**
 * Asks for evidence alone.
 * @throws LS3101
 */
export async function checkTests(run: Run, { image, desired }: Omit<Candidate, 'live'>): Promise<void> {
  await checkTested(run, await run.registry.repository(desired.release.service), desired, image);
}

/** A cloud that is one person's own goes wherever that person checks out. */
const isShared = ({ spec }: Environment): boolean => !spec.embedded || spec.branch !== undefined;

async function checkOrder(run: Run, { release }: Desired, live: Live): Promise<void> {
  const { environment, history, commit } = run;
  const before = isShared(environment) ? liveCommit(live) : undefined;
  if (!before) return;
  const [about, isOlder] = await Promise.all([run.about(), history.isAncestor(commit, before.commit)]);
  const released = { commit, ...(about && { committedAt: about.committedAt }) };
  checkNewest({ service: release.service, environment: environment.name, released, live: before, isOlder });
}

/** The tags of the service speak of one revision; where another is live, its own tags say what it is. */
function liveCommit({ service, taskDefinition }: Live): DatedCommit | undefined {
  const recorded = tagsOf(service?.tags);
  const isOfLive = recorded[tags.revision] === revisionOf(service?.taskDefinition);
  const ledger = (isOfLive ? recorded : taskDefinition?.tags) ?? {};
  const commit = ledger[tags.commit];
  const committedAt = ledger[tags.committed];
  return commit ? { commit, ...(committedAt && { committedAt }) } : undefined;
}

async function checkTested(run: Run, repository: Repository, { release }: Desired, image: LocalImage): Promise<void> {
  const { service, digest } = release;
  const evidence = await readEvidence(repository, digest, run.signal);
  checkEvidence({ service, digest, testsKey: image.testsKey }, evidence, run.environment);
}

async function checkPromoted(run: Run, repository: Repository, { release }: Desired): Promise<void> {
  if (run.environment.spec.promotesFrom === undefined) return;
  checkPromotion(release, run.environment, await readProven(repository, release.digest, run.signal));
}

async function checkFindings(run: Run, { release }: Desired): Promise<void> {
  if (run.environment.spec.rules.refuseFindings === undefined) return;
  checkScan(release, run.environment, await run.registry.scan(release.service, release.digest, run.signal));
}

/** The embedded cloud takes any base: it is where a workspace begins that has chosen none. */
async function checkStanding(run: Run, repository: Repository, { release }: Desired): Promise<void> {
  if (run.environment.spec.embedded) return;
  const found = await repository.manifest(release.digest, run.signal);
  if (!found) return;
  const config = await buffer(await repository.blob(found.manifest.config.digest, run.signal));
  checkBase(release, run.environment, JSON.parse(config.toString()) as ImageHistory);
}
