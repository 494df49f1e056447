import { type ErrorCode, isSuccess, LongshoreError, type Verdict } from '@longshore/model';
import { type Service } from '../aws/shapes';
import { primaryOf } from '../plan/delta';
import { begunDespite } from '../watch/begun-despite';
import { ownDeploymentOf } from '../watch/own-deployment';
import { deployedService } from './deployed';
import { type Subject } from './ledger';
import { type OpenEnvironment } from './open-environment';

/** What a restart did. */
export interface Restart {
  service: string;
  environment: string;
  deployment: string;
  /** Tasks that run now, all of them new. */
  running: number;
  /** Milliseconds until the old tasks were replaced. */
  durationMs: number;
}

/**
 * A second deployment would take the place of the first: whoever began that would see it as superseded.
 * @throws LS3119
 */
export function refuseUnderWay({ service, environment }: Subject, { deployments = [] }: Service): void {
  const underWay = deployments.find(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
  if (!underWay) return;
  const { id, runningCount = 0, desiredCount = 0 } = underWay;
  throw new LongshoreError('LS3119', {
    what: `${service} in ${environment} gets no other tasks now`,
    why: `deployment ${id} is under way: ${runningCount} of ${desiredCount} tasks run; it starts new tasks anyway. Run the command again when status says steady`,
    fix: `npx longshore status -e ${environment}`,
  });
}

/** How long the new tasks may take to become healthy, in milliseconds. */
const deadlineMs = 15 * 60_000;

const codes: Partial<Record<Verdict, ErrorCode>> = { superseded: 'LS3107', 'timed-out': 'LS3106' };

/**
 * Replaces every task of a service by a new one of the same revision, without downtime, and watches to the end.
 * @throws LS3112 where it is not deployed, LS3119 while a rollout is under way, LS3105 where the new tasks do not become healthy, LS3106 where not in time,
 *   LS3107 where another rollout took over
 */
export async function restart(open: OpenEnvironment, name: string): Promise<Restart> {
  const began = Date.now();
  const subject = { service: name, environment: open.environment.name };
  const place = await open.place();
  const before = await deployedService(open, name);
  refuseUnderWay(subject, before);
  const { serviceName = '', taskDefinition } = before;
  const reading = { ...open, place };
  const known = primaryOf(before)?.id;
  const applied = await place.cluster.services
    .update({ service: serviceName, forceNewDeployment: true })
    .catch((error: unknown) => begunDespite(error, { serviceName, before: known, taskDefinition }, reading));
  const deployment = primaryOf(await ownDeploymentOf(applied, known, reading));
  const { id = '', createdAt } = deployment ?? {};
  const rollout = {
    service: name,
    serviceName,
    deploymentId: id,
    createdAt: createdAt?.getTime() ?? 0,
    previousTaskDefinition: taskDefinition,
    deadlineAt: began + deadlineMs,
  };
  let running = 0;
  const { verdict, cause } = await (
    await open.poller()
  ).watch(rollout, deployment ?? {}, ({ service }) => {
    running = service?.runningCount ?? running;
  });
  if (isSuccess(verdict)) return { ...subject, deployment: id, running, durationMs: Date.now() - began };
  throw new LongshoreError(codes[verdict] ?? 'LS3105', {
    what: `the restart of ${name} in ${subject.environment} ended ${verdict}`,
    why: cause ?? 'ECS gives no reason',
    fix: `npx longshore logs ${name} -e ${subject.environment}`,
  });
}
