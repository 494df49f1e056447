import { isSuccess, LongshoreError, type ReleaseRecord, tags } from '@longshore/model';
import { type Place } from '../coordinator/place';
import { type Service } from '../aws/shapes';
import { carry } from '../config/carry';
import { contentOf, heldBackTag } from '../plan/held-back';
import { primaryOf } from '../plan/delta';
import { revisionOf } from '../read/live';
import { begunDespite } from '../watch/begun-despite';
import { ownDeploymentOf } from '../watch/own-deployment';
import { type Rollout } from '../watch/rollout';
import { deployedService } from './deployed';
import { readLedger, type Subject } from './ledger';
import { type OpenEnvironment } from './open-environment';
import { rollbackTarget } from './rollback-target';

/** What a rollback did. */
export interface Rollback {
  service: string;
  environment: string;
  from: ReleaseRecord | undefined;
  to: ReleaseRecord;
  /** Milliseconds until the release was healthy again and alone. */
  durationMs: number;
}

/** How many revisions are searched for a release to go back to. */
const searched = 50;

/** How long the old release may take to become healthy again, in milliseconds. */
const deadlineMs = 15 * 60_000;

/**
 * Goes back to a release that was healthy, without building anything: stops the rollout that is under way, or releases
 * the older revision again. What was left is not deployed again until its image or its configuration changes.
 * @param options.to a revision's number or a commit; the newest proven release before the live one where it is left out
 * @throws LS3111, LS3112, and LS3105 where the older release does not become healthy either
 */
export async function rollback(
  open: OpenEnvironment,
  name: string,
  { to, onTarget }: { to?: string | undefined; onTarget?: (target: ReleaseRecord) => void },
): Promise<Rollback> {
  const began = Date.now();
  const subject: Subject = { service: name, environment: open.environment.name };
  const place = await open.place();
  const service = await deployedService(open, name);
  const ledger = await readLedger(subject, service, place.cluster, searched);
  const found = rollbackTarget(subject, ledger, Number(revisionOf(service.taskDefinition)), to);
  const target = await withConfigOfNow(open, place, found);
  const from = ledger.find(({ live }) => live);
  onTarget?.(target);
  await goBack(open, place, { service, target });
  await writeDown(open, place, { service, from, target });
  return { ...subject, from, to: target, durationMs: Date.now() - began };
}

/** The release to go back to, with the config of now: what was set by `longshore config` stays set. */
async function withConfigOfNow(open: OpenEnvironment, place: Place, target: ReleaseRecord): Promise<ReleaseRecord> {
  const { service } = target;
  const config = await place.configOf(service);
  const revision = await place.cluster.taskDefinitions.describe(target.taskDefinition);
  const carried = revision && (await carry(open, place, { service, revision, config }));
  return carried?.record ?? target;
}

interface Way {
  service: Service;
  target: ReleaseRecord;
}

async function goBack(open: OpenEnvironment, place: Place, way: Way): Promise<void> {
  const { services } = place.cluster;
  const { service, target } = way;
  const { serviceName = '' } = service;
  const settled = service.deployments?.find(({ rolloutState }) => rolloutState === 'COMPLETED');
  const leadsThere = settled?.taskDefinition === target.taskDefinition;
  if (leadsThere && (await services.rollBackUnderWay(serviceName))) return follow(open, way, service, ['rolled-back']);
  const before = primaryOf(service)?.id;
  const { taskDefinition } = target;
  const reading = { ...open, place };
  const applied = await services
    .update({ service: serviceName, taskDefinition })
    .catch((error: unknown) => begunDespite(error, { serviceName, before, taskDefinition }, reading));
  return follow(open, way, await ownDeploymentOf(applied, before, reading), ['deployed']);
}

/** Watches to the end; by stopping a rollout, `rolled-back` is what is wanted. */
async function follow(open: OpenEnvironment, { target, service: was }: Way, service: Service, wanted: string[]) {
  const deployment = primaryOf(service);
  if (!deployment) throw new Error(`ECS shows no deployment of ${service.serviceName}`);
  const rollout: Rollout = {
    service: target.service,
    serviceName: service.serviceName ?? '',
    deploymentId: deployment.id ?? '',
    createdAt: deployment.createdAt?.getTime() ?? 0,
    previousTaskDefinition: wanted.includes('deployed') ? was.taskDefinition : target.taskDefinition,
    deadlineAt: Date.now() + deadlineMs,
  };
  const { verdict, cause } = await (await open.poller()).watch(rollout, deployment, () => undefined);
  if (wanted.includes(verdict)) return;
  throw new LongshoreError(isSuccess(verdict) ? 'LS3107' : 'LS3105', {
    what: `${target.service} in ${open.environment.name} did not go back to revision ${target.revision}: ${verdict}`,
    why: cause ?? 'ECS gives no reason',
    fix: `npx longshore status -e ${open.environment.name}`,
  });
}

/** On the service what is live now and what is not to come back, on the revision that somebody went back from it. */
async function writeDown(
  { actor }: OpenEnvironment,
  { cluster }: Place,
  { service, from, target }: Way & { from: ReleaseRecord | undefined },
): Promise<void> {
  const at = new Date().toISOString();
  const heldBack = from && heldBackTag({ content: contentOf(from), at, by: actor });
  await Promise.all([
    cluster.tag(service.serviceArn ?? '', { ...liveTags(target), ...(heldBack && { [tags.heldBack]: heldBack }) }),
    from && cluster.tag(from.taskDefinition, { [tags.withdrawn]: at }),
    !target.provenAt && cluster.tag(target.taskDefinition, { [tags.verdict]: 'deployed', [tags.proven]: at }),
  ]);
}

const liveTags = ({
  commit,
  subject,
  digest,
  configHash,
  config = '',
  run,
  revision,
  untested = '',
}: ReleaseRecord): Record<string, string> => ({
  [tags.commit]: commit,
  [tags.digest]: digest,
  [tags.configHash]: configHash,
  [tags.config]: config,
  [tags.run]: run,
  [tags.revision]: String(revision),
  [tags.untested]: untested,
  ...(subject && { [tags.subject]: subject }),
});

/**
 * Lets a release that is held back be tried again by the next deploy.
 * @throws LS3112
 */
export async function retry(open: OpenEnvironment, name: string): Promise<void> {
  const place = await open.place();
  const service = await deployedService(open, name);
  await place.cluster.tag(service.serviceArn ?? '', { [tags.heldBack]: '' });
}
