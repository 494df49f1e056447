import { type Dossier, isSuccess, tags, type Verdict } from '@longshore/model';
import { type Deployment, type Service, type ServiceEvent } from '../aws/shapes';
import { primaryOf } from '../plan/delta';
import { type Observation, type Rollout } from '../watch/rollout';
import { dossierOf } from '../watch/dossier';
import { messageOf } from '../watch/events';
import { reasonOf } from '../watch/reason-of';
import { type Ending, ownDeployment } from '../watch/verdict-of';
import { failFast } from './fail-fast';
import { readSymptoms } from './failures';
import { record } from './record';
import { checkGates } from './gates';
import { goLive } from './go-live';
import { migrate } from './migrate';
import { apply, isRollingOut, prepare, type Released } from './release';
import { joined, type Result, withFix } from './result';
import { type Run } from './run';
import { takeBack } from './take-back';
import { twinOf } from './twin';

/** Follows what a release has started to its end; where it started nothing, that is the end. */
export async function conclude(run: Run, begun: Released): Promise<Result> {
  const failure = begun.waits && (await migrate(run, begun));
  if (failure) return failure;
  const released = begun.waits ? await applyMigrated(run, begun) : begun;
  return withFailuresBeside(released, await followRelease(run, released));
}

/** A rollout that went well is a failure all the same where the release lacks something else. */
function withFailuresBeside({ unscaled, lost }: Released, result: Result): Result {
  const isLive = unscaled !== undefined && isSuccess(result.verdict);
  const scaling = unscaled && `its scaling could not be set: ${withFix(unscaled)}`;
  const reason = joined([
    isLive ? `its new version is live and healthy, but ${scaling}; the next deploy sets it` : scaling,
    result.reason,
    lost && `ECS began the rollout, though the answer was lost: ${lost.message}`,
  ]);
  return { ...result, ...(isLive && { verdict: 'failed', isLive }), reason };
}

async function followRelease(run: Run, released: Released): Promise<Result> {
  const { ecsService, live, plan } = released;
  const deployment = ecsService && primaryOf(ecsService);
  if (!ecsService || !deployment) return { verdict: 'failed', reason: 'ECS shows no deployment of the service' };
  const { taskDefinition } = ecsService;
  if (plan.heldBack) return { verdict: 'unchanged', taskDefinition, reason: plan.heldBack };
  if (isRollingOut(live, ecsService)) return watch(run, released, ecsService, deployment);
  const recorded = plan.action === 'none' && live.recorded;
  const unhealthy = plan.unhealthy && `nothing to change, but ${plan.unhealthy}`;
  if (recorded) return { verdict: 'unchanged', taskDefinition, ...(unhealthy && { reason: unhealthy }) };
  // A run that ended too early, or whose check failed with nothing to go back to, has left it unproven.
  const isProven = live.recorded || live.taskDefinition?.tags[tags.proven] !== undefined;
  const { failed, notes } = await goLive(run, released, { service: ecsService, deployment, isProven });
  const { verdict, dossier } = failed ?? { verdict: plan.action === 'none' ? 'unchanged' : 'deployed' };
  const unwritten = await end(run, released, ecsService, verdict, failed?.by);
  return { verdict, taskDefinition, reason: joined([failed?.reason, ...notes, ...unwritten]), dossier };
}

/** Migrations take their time: what is live may be something else by now, and another commit newer. */
async function applyMigrated(run: Run, { service, began }: Released): Promise<Released> {
  (await run.place()).forget();
  const prepared = { ...(await prepare(run, service.name)), began };
  if (prepared.plan.action === 'none') return { ...prepared, ecsService: prepared.live.service };
  await checkGates(run, prepared);
  return apply(run, prepared);
}

async function watch(run: Run, released: Released, service: Service, deployment: Deployment): Promise<Result> {
  const { taskDefinition = '' } = service;
  const rollout = rolloutOf(released, service, deployment);
  const { deploymentId } = rollout;
  run.journal.emit({ type: 'rollout-started', service: rollout.service, deploymentId, taskDefinition });
  const observer = observerOf(run, rollout);
  const hopeless = failFast(run, rollout);
  const ending = await followToEnd(run, rollout, deployment, (observation) => {
    observer.onLook(observation);
    hopeless.onLook(observation);
  });
  const twin = ending.verdict === 'superseded' ? await twinOf(run, released).catch(() => undefined) : undefined;
  if (twin && twin.deployment.id !== deploymentId) return watch(run, released, twin.service, twin.deployment);
  const isLive = ending.verdict === 'deployed';
  const live = isLive ? await goLive(run, released, { service, deployment, isProven: false }) : undefined;
  const { verdict } = live?.failed ?? ending;
  // What is to be explained may be taken back afterwards.
  const why = live ? live.failed : await explain(run, rollout, ending, observer.messages());
  const unwritten = await end(run, released, service, verdict, live?.failed?.by);
  const early = hopeless.hasStopped() && 'not tried further, for no other task could fare better';
  const reason = joined([why?.reason, early, ...(live?.notes ?? []), ...unwritten]);
  const dossier = why && 'dossier' in why ? why.dossier : undefined;
  return { verdict, taskDefinition, deploymentId, reason, dossier };
}

/**
 * Writes down how a release ended, and takes a first one back that failed. A run that was interrupted does not know how
 * its rollout ends: the next one takes it up.
 * @returns what could not be written, and what was taken back
 */
async function end(
  run: Run,
  released: Released,
  service: Service,
  verdict: Verdict,
  by?: string,
): Promise<(string | undefined)[]> {
  if (run.signal.aborted) return [];
  const unwritten = await record(run, { released, service, verdict, durationMs: Date.now() - released.began, by });
  return [unwritten, verdict === 'failed' ? await takeBack(run, released, service) : undefined];
}

const rolloutOf = ({ service, live }: Released, ecsService: Service, deployment: Deployment): Rollout => ({
  service: service.name,
  serviceName: ecsService.serviceName ?? '',
  deploymentId: deployment.id ?? '',
  createdAt: deployment.createdAt?.getTime() ?? 0,
  previousTaskDefinition: [live.service?.taskDefinition, ...(ecsService.deployments ?? []).map((d) => d.taskDefinition)]
    .filter((arn) => arn !== deployment.taskDefinition)
    .find((arn) => arn !== undefined),
  deadlineAt: Date.now() + service.rollout.deadlineSeconds * 1000,
});

/** When the watch ends before the rollout does, it goes on without us: that is neither success nor failure. */
async function followToEnd(
  run: Run,
  rollout: Rollout,
  deployment: Deployment,
  onLook: (observation: Observation) => void,
): Promise<Ending> {
  try {
    const poller = await run.poller();
    return await poller.watch(rollout, deployment, onLook);
  } catch (error) {
    const why = run.signal.aborted ? 'the run was interrupted' : withFix(error as Error);
    const cause = `${why}; ECS goes on with deployment ${rollout.deploymentId}, and the next deploy takes it up`;
    return { verdict: 'timed-out', cause };
  }
}

/** Emits what is new at each look, and keeps what ECS says. */
function observerOf({ journal }: Run, rollout: Rollout) {
  const events = new Map<string, ServiceEvent>();
  let progress = '';
  const onLook = (observation: Observation): void => {
    for (const event of newEvents(observation, events)) {
      events.set(event.id ?? '', event);
      journal.emit({ type: 'ecs-event', service: rollout.service, message: messageOf(event) });
    }
    const { deploymentId, service } = rollout;
    const counts = countsOf(ownDeployment(observation));
    if (JSON.stringify(counts) === progress) return;
    progress = JSON.stringify(counts);
    journal.emit({ type: 'rollout-progress', service, deploymentId, ...counts });
  };
  return { onLook, messages: () => [...events.values()].map(messageOf).reverse() };
}

/** Events since the rollout began, oldest first. */
const newEvents = ({ service, rollout }: Observation, known: Map<string, ServiceEvent>): ServiceEvent[] =>
  (service?.events ?? [])
    .filter(({ id = '', createdAt }) => !known.has(id) && (createdAt?.getTime() ?? 0) >= rollout.createdAt)
    .reverse();

const countsOf = (deployment: Deployment | undefined) => ({
  running: deployment?.runningCount ?? 0,
  pending: deployment?.pendingCount ?? 0,
  desired: deployment?.desiredCount ?? 0,
  failed: deployment?.failedTasks ?? 0,
});

/** Why a rollout did not go well: in one line, and with all that there is to see. */
interface Explanation {
  reason: string | undefined;
  dossier?: Dossier;
}

async function explain(
  run: Run,
  rollout: Rollout,
  { verdict, cause }: Ending,
  messages: string[],
): Promise<Explanation> {
  if (verdict === 'superseded' || run.signal.aborted) return { reason: cause };
  // The verdict stands, also where its reasons cannot be read.
  const failures = await readSymptoms(run, rollout, messages).catch(() => undefined);
  if (!failures) return { reason: reasonOf({ cause, messages, tasks: [] }) };
  const { stopped, tasks, unhealthy } = failures;
  const { name: service, project, root } = run.serviceOf(rollout.service);
  const symptoms = {
    service,
    project,
    root,
    environment: run.environment.name,
    spec: run.environment.spec,
    tasks,
    unhealthy,
  };
  return { reason: reasonOf({ cause, messages, tasks: stopped }), dossier: dossierOf(symptoms, messages) };
}
