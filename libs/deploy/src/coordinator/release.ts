import { LongshoreError, type Plan } from '@longshore/model';
import { type Applied, applyRelease } from '../apply/apply-release';
import { type Entry } from '../apply/revision';
import { type Service } from '../aws/shapes';
import { changesShared, type Delta, deltaOf, primaryOf, startsDeployment } from '../plan/delta';
import { reasonToHoldBack } from '../plan/held-back';
import { planRelease } from '../plan/plan-release';
import { type Live, readLive } from '../read/live';
import { isRestless, readTargets, unhealthyReason } from '../read/target-health';
import { wasScaled } from '../read/scaling';
import { namesOf } from '../render/names';
import { type Desired, render } from '../render/desired';
import { spareRules } from '../route/steps';
import { type ResolvedService, resolveService } from '../resolve/resolve-service';
import { withServiceConfig } from '../config/with-config';
import { secretsIn } from '../secrets/reference';
import { withSecretVersions } from '../secrets/versions';
import { begunDespite } from '../watch/begun-despite';
import { hasNew, ownDeploymentOf } from '../watch/own-deployment';
import { type LocalImage } from './coordinator';
import { checkGates, checkTests } from './gates';
import { preflight, refuseUnfit } from './preflight';
import { checkRivals, givesUp, type Rival, rivalsOf, takeOversOf } from './rivals';
import { refuseRenaming, renamingOf } from './renamed';
import { settlementOf } from './settle-route';
import { type Run } from './run';
import { twinOf } from './twin';

/** A plan with all that it was made of. */
export interface Prepared {
  /** When it was begun, in milliseconds since 1970. */
  began: number;
  image: LocalImage;
  service: ResolvedService;
  desired: Desired;
  live: Live;
  delta: Delta;
  /** Other services that get requests which it is to get. */
  rivals: Rival[];
  plan: Plan;
}

/** What a release has led to. */
export interface Released extends Prepared, Partial<Omit<Applied, 'service'>> {
  /** The ECS service after the last write; as it was where nothing was written. */
  ecsService: Service | undefined;
  /** Whether nothing was written yet, for its `beforeDeploy` has to succeed first. */
  waits?: true;
}

/** Reads and plans; writes nothing. */
export async function prepare(run: Run, name: string): Promise<Prepared> {
  const began = Date.now();
  const service = resolveService(run.serviceOf(name), run.environment);
  const image = await run.images.describe(name);
  const place = await run.place();
  const repository = (await run.registry.repository(name)).name;
  const released = { repository, digest: image.digest, commit: run.commit };
  const rendered = withServiceConfig(render(service, place.resources, released), await place.configOf(name));
  const [found, routing, secrets] = await Promise.all([
    place.service(rendered.names.service),
    place.routing(),
    place.secretVersions(secretsIn(rendered.taskDefinition, run.environment.spec)),
  ]);
  const desired = withSecretVersions(rendered, secrets);
  const scaled = desired.scaling !== undefined || wasScaled(found);
  const isNew = found?.status !== 'ACTIVE';
  const [state, scaling, renames] = await Promise.all([
    readLive(desired, found, routing, place),
    scaled ? place.scalingOf(desired.names.service) : undefined,
    isNew ? renamingOf(run, service) : undefined,
  ]);
  const rivals = await rivalsOf(run, desired, routing, renames);
  const settlement = settlementOf(run, desired, routing, rivals);
  const live = {
    ...state,
    scaling,
    spareRules: settlement && spareRules(settlement, state.rule),
    rivalRules: rivals.filter(givesUp),
  };
  const delta = deltaOf(desired, live, place.resources.listenerArn);
  const plan = { ...planOf(service, desired, live, delta), ...(image.tests && { tests: image.tests }) };
  const conflicts = checkRivals(rivals, run.environment);
  const checks = plan.action === 'none' ? [] : await preflight(run, desired, live, delta, secrets, plan);
  if (plan.action !== 'none' || conflicts.length > 0) plan.preflight = [...checks, ...conflicts];
  const takesOver = takeOversOf(rivals, run.environment.name);
  if (takesOver.length > 0) plan.takesOver = takesOver;
  if (renames) plan.renames = renames;
  const unhealthy = plan.action === 'none' && found ? await healthProblem(run, found) : undefined;
  if (unhealthy) plan.unhealthy = unhealthy;
  return { began, image, service, desired, live, delta, rivals, plan };
}

/** Why a service that stays as it is does not count as healthy. */
async function healthProblem({ place, environment }: Run, service: Service): Promise<string | undefined> {
  const { loadBalancer } = await place();
  const { desiredCount = 0, serviceName = '' } = service;
  const targets = isRestless(service) ? await readTargets(service, loadBalancer.targetGroups) : undefined;
  const why = unhealthyReason(targets, desiredCount);
  const { name } = environment;
  return why && `${why} (npx longshore logs ${serviceName.slice(namesOf(name, '').service.length)} -e ${name})`;
}

function planOf({ beforeDeploy }: ResolvedService, desired: Desired, live: Live, delta: Delta): Plan {
  const isNewRevision = delta.taskDefinition.length > 0 || !live.service;
  const plan = { ...planRelease(desired, live, delta), ...(beforeDeploy && isNewRevision && { beforeDeploy }) };
  const heldBack = plan.action === 'none' ? undefined : reasonToHoldBack(desired, live.service);
  return heldBack ? { release: plan.release, action: 'none', changes: [], heldBack } : plan;
}

/**
 * Checks the gates and applies, where there is something to change. Where there is not, what is live has to be tested
 * all the same: a run that calls it good moves the base of the next one.
 * @throws LS1014, LS3114, LS3118 and the gates' own
 */
export async function release(run: Run, prepared: Prepared): Promise<Released> {
  const { live, plan } = prepared;
  if (plan.action === 'none') {
    if (!plan.heldBack) await checkTests(run, prepared);
    return { ...prepared, ecsService: live.service };
  }
  refuseRenaming(plan);
  refuseBlocked(plan, prepared.service);
  await checkGates(run, prepared);
  refuseUnfit(plan);
  return plan.beforeDeploy ? { ...prepared, ecsService: live.service, waits: true } : apply(run, prepared);
}

/** Makes live what is planned: every gate has said yes. */
export async function apply(run: Run, prepared: Prepared): Promise<Released> {
  const { desired, live, delta } = prepared;
  const place = await run.place();
  const watching = {
    begunDespite: (error: unknown, revision: string) => findBegun(run, prepared, error, revision),
    isRollingOut: (service: Service) => isRollingOut(live, service),
  };
  try {
    const { service, ...made } = await applyRelease(
      desired,
      live,
      delta,
      { ...place, ...watching },
      await entryOf(run),
    );
    return { ...prepared, ...made, ecsService: await withOwnDeployment(run, prepared, service) };
  } catch (error) {
    // Two jobs of one commit that create a service at once: ECS refuses the second, whose version is live all the same.
    const twin = wasCreatedMeanwhile(error) ? await twinOf(run, prepared) : undefined;
    if (!twin) throw error;
    return { ...prepared, ecsService: twin.service };
  } finally {
    if (changesShared(delta, live)) place.forget();
  }
}

/** ECS's words for a service that somebody else has created since it was looked for. */
const wasCreatedMeanwhile = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('Creation of service was not idempotent');

/** What the ledger is to say of a release of this run. */
export const entryOf = async ({ actor, run, about }: Run): Promise<Entry> => ({ actor, run, about: await about() });

function refuseBlocked({ release: { service, environment }, rollout }: Plan, { root }: ResolvedService): void {
  if (!rollout?.blocked) return;
  throw new LongshoreError('LS3114', {
    what: `${service} is not released to ${environment}: its rollout would never end`,
    why: rollout.blocked,
    fix: `raise rollout.maximumPercent or lower rollout.minimumHealthyPercent in ${root}/service.json`,
  });
}

/** The service with the deployment that we caused, where the release causes one. */
async function withOwnDeployment(run: Run, { live, delta }: Prepared, applied: Service): Promise<Service> {
  if (!startsOne(live, delta)) return applied;
  return ownDeploymentOf(applied, idBefore(live), { ...run, place: await run.place() });
}

const startsOne = (live: Live, delta: Delta): boolean => startsDeployment(delta) || !live.service;

const idBefore = ({ service }: Live): string | undefined => service && primaryOf(service)?.id;

/**
 * Whether a deployment of a service is new, or under way. One that is under way without us was left by a run that ended
 * before it: it is ours to follow.
 */
export const isRollingOut = (live: Live, service: Service): boolean =>
  hasNew(service, idBefore(live)) || primaryOf(service)?.rolloutState === 'IN_PROGRESS';

/** The service whose rollout a call has begun although it failed; a release that begins none just fails. */
async function findBegun(run: Run, { desired, live, delta }: Prepared, error: unknown, taskDefinition: string) {
  if (!startsOne(live, delta) || wasCreatedMeanwhile(error)) throw error;
  const expected = { serviceName: desired.names.service, before: idBefore(live), taskDefinition };
  return begunDespite(error, expected, { ...run, place: await run.place() });
}
