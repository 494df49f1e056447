import { buffer } from 'node:stream/consumers';
import { type Environment, tags } from '@longshore/model';
import { type ImageRecords, readImageRecords, type Repository } from '@longshore/registry';
import { tagsOf } from '../aws/tags';
import { checkBase, type ImageHistory } from '../gate/base';
import { checkEvidence, checkProvenance } from '../gate/evidence';
import { checkNewest, type DatedCommit } from '../gate/newest-commit';
import { checkPromotion } from '../gate/promotion';
import { checkCommitted, checkRules } from '../gate/rules';
import { checkRebuild } from '../gate/rebuild';
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
 * @throws LS3101, LS3103, LS3108 to LS3110, LS3115, LS3126 to LS3128
 */
export async function checkGates(run: Run, { image, desired, live }: Candidate): Promise<void> {
  const { environment, registry } = run;
  const { service } = desired.release;
  checkRules(service, environment, run.origin);
  if (isShared(environment)) checkCommitted(service, environment, await uncommittedOf(run, image));
  await checkOrder(run, desired, live);
  const repository = await registry.repository(service);
  const records = await readImageRecords(repository, desired.release.digest, run.signal);
  checkRecords(run, records, desired, image);
  checkPromotion(desired.release, environment, records.proven);
  await Promise.all([checkFindings(run, desired), checkStanding(run, repository, desired), checkRebuilt(run, desired)]);
}

/**
 * Asks for provenance and evidence alone.
 * @throws LS3101, LS3127
 */
export async function checkTests(run: Run, { image, desired }: Omit<Candidate, 'live'>): Promise<void> {
  const { service, digest } = desired.release;
  const records = await readImageRecords(await run.registry.repository(service), digest, run.signal);
  checkRecords(run, records, desired, image);
}

function checkRecords({ environment }: Run, records: ImageRecords, { release }: Desired, image: LocalImage): void {
  const { service, project, digest } = release;
  const claim = { ...image, service, project, digest };
  checkEvidence(claim, records.evidence, environment);
  checkProvenance(claim, records.provenance, environment);
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

async function checkRebuilt({ environment, images, signal }: Run, { release }: Desired): Promise<void> {
  if (!environment.spec.rules.rebuild) return;
  checkRebuild(release, environment, await images.rebuild(release.service, signal));
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
