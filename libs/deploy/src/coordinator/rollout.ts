import { isSuccess, type ServiceOutcome, tags } from '@longshore/model';
import { type Deployment, type Service, type ServiceEvent } from '../aws/shapes';
import { releaseTags } from '../apply/revision';
import { primaryOf } from '../plan/delta';
import { revisionOf } from '../read/live';
import { type Observation, type Rollout } from '../watch/rollout';
import { reasonOf } from '../watch/reason-of';
import { type Ending, ownDeployment } from '../watch/verdict-of';
import { type Released } from './release';
import { type Run } from './run';

/** How a release ended, without what all outcomes have in common. */
export type Result = Pick<ServiceOutcome, 'verdict' | 'reason' | 'taskDefinition' | 'deploymentId'>;

/** Follows what a release has started to its end; where it started nothing, that is the end. */
export async function conclude(run: Run, released: Released): Promise<Result> {
  const { ecsService, live, plan } = released;
  const deployment = ecsService && primaryOf(ecsService);
  if (!ecsService || !deployment) return { verdict: 'failed', reason: 'ECS shows no deployment of the service' };
  const { taskDefinition } = ecsService;
  const isNew = deployment.id !== (live.service && primaryOf(live.service)?.id);
  // One that is under way without us was left by a run that ended before it: it is ours to follow.
  if (isNew || deployment.rolloutState === 'IN_PROGRESS') return watch(run, released, ecsService, deployment);
  const recorded = plan.action === 'none' && live.recorded;
  const reason = recorded ? undefined : await recordLive(run, released, ecsService);
  return { verdict: plan.action === 'none' ? 'unchanged' : 'deployed', taskDefinition, reason };
}

async function watch(run: Run, released: Released, service: Service, deployment: Deployment): Promise<Result> {
  const { taskDefinition = '' } = service;
  const rollout = rolloutOf(released, service, deployment);
  const { deploymentId } = rollout;
  run.journal.emit({ type: 'rollout-started', service: rollout.service, deploymentId, taskDefinition });
  const observer = observerOf(run, rollout);
  const ending = await followToEnd(run, rollout, deployment, observer.onLook);
  const reason = isSuccess(ending.verdict)
    ? await recordLive(run, released, service)
    : await explain(run, rollout, ending, observer.messages());
  return { verdict: ending.verdict, taskDefinition, deploymentId, reason };
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
    const why = run.signal.aborted ? 'the run was interrupted' : (error as Error).message;
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

/** Every message begins with the name of the service in brackets. */
const messageOf = ({ message = '' }: ServiceEvent): string => message.replace(/^\(service [^)]*\) /, '');

const countsOf = (deployment: Deployment | undefined) => ({
  running: deployment?.runningCount ?? 0,
  pending: deployment?.pendingCount ?? 0,
  desired: deployment?.desiredCount ?? 0,
  failed: deployment?.failedTasks ?? 0,
});

async function explain(run: Run, rollout: Rollout, { verdict, cause }: Ending, messages: string[]) {
  if (verdict === 'superseded' || run.signal.aborted) return cause;
  const { cluster } = await run.place();
  // The verdict stands, also where its reasons cannot be read.
  const tasks = await cluster.tasks.stopped(rollout.deploymentId).catch(() => []);
  return reasonOf({ cause, messages, tasks });
}

/**
 * Tags the service with what is live now; returns what went wrong, for what is deployed stays deployed.
 * What was live before this run keeps the commit of the release that brought it.
 */
async function recordLive(run: Run, released: Released, service: Service): Promise<string | undefined> {
  const { desired, live, plan } = released;
  const known = plan.action === 'none' ? live.taskDefinition?.tags : undefined;
  const ledger = {
    ...releaseTags(desired),
    ...(known?.[tags.commit] && { [tags.commit]: known[tags.commit] }),
    [tags.run]: known?.[tags.run] ?? run.run,
    [tags.revision]: revisionOf(service.taskDefinition),
    [tags.copies]: String(desired.copies),
  };
  try {
    const { cluster } = await run.place();
    await cluster.services.tag(service.serviceArn ?? '', ledger);
    return undefined;
  } catch (error) {
    return `the service could not be tagged with its release: ${(error as Error).message}`;
  }
}
