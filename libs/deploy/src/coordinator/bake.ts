import { setTimeout as sleep } from 'node:timers/promises';
import { type Dossier } from '@longshore/model';
import { type Service } from '../aws/shapes';
import { primaryOf } from '../plan/delta';
import { dossierOf } from '../watch/dossier';
import { completedAt, messagesSince } from '../watch/events';
import { paceOf } from '../watch/pace';
import { reasonOf, unhealthyReason } from '../watch/reason-of';
import { isSuspect, ownFailures, unhealthyMessages } from '../watch/setback';
import { describeTasks } from './failures';
import { type Run } from './run';

/** A deployment that ECS has completed. */
export interface Baked {
  /** The service's name. */
  service: string;
  serviceName: string;
  deploymentId: string;
  /** Until when it is watched, in milliseconds since 1970. */
  until: number;
}

/** What a deployment showed after ECS had completed it. */
export interface Setback {
  reason: string;
  dossier: Dossier;
}

/** Tasks that ended so shortly before ECS had completed the deployment were not seen by it, in milliseconds. */
const unseenMs = 1000;

/** An older deployment is judged by the last minute only, in milliseconds. */
const recentMs = 60_000;

/**
 * Goes on looking at a deployment for a moment after ECS has completed it: tasks that pass their first health checks
 * may still run out of memory or exit.
 * @returns what its tasks showed, or why they could not be looked at; neither where they go on running
 */
export async function bake(run: Run, baked: Baked): Promise<{ setback?: Setback; note?: string }> {
  const pauseMs = paceOf(run.environment.spec.embedded).fast;
  for (let wasSuspect = false; ;) {
    const isLast = Date.now() >= baked.until;
    const look: Look | Error = await lookAt(run, baked, wasSuspect || isLast).catch((error: Error) => error);
    run.signal.throwIfAborted();
    if (isLast && look instanceof Error) return { note: `its tasks could not be watched: ${look.message}` };
    if (typeof look === 'object' && 'reason' in look) return { setback: look };
    if (isLast || look === 'over') return {};
    wasSuspect ||= look === 'suspect';
    await sleep(Math.min(pauseMs, Math.max(0, baked.until - Date.now())), undefined, { signal: run.signal });
  }
}

type Look = Setback | 'healthy' | 'suspect' | 'over';

/**
 * Reads the tasks only if the service looks suspect, and at the last look: one that has stopped may have been replaced
 * between two looks. ECS may show its reason later than that it has stopped.
 */
async function lookAt(run: Run, baked: Baked, wasSuspect: boolean): Promise<Look> {
  const service = await (await run.place()).service(baked.serviceName);
  const primary = service && primaryOf(service);
  if (!service || primary?.id !== baked.deploymentId) return 'over';
  const completed = completedAt(service, baked.deploymentId) ?? primary.updatedAt?.getTime() ?? 0;
  const since = Math.max(completed, Date.now() - recentMs);
  return wasSuspect || isSuspect(service, primary, since)
    ? ((await setbackOf(run, baked, service, since)) ?? 'suspect')
    : 'healthy';
}

async function setbackOf(
  run: Run,
  { service: name, deploymentId }: Baked,
  service: Service,
  since: number,
): Promise<Setback | undefined> {
  const stopped = await (await run.place()).cluster.tasks.stopped(deploymentId);
  const failures = ownFailures(stopped, since - unseenMs);
  const unhealthy = unhealthyMessages(service, since);
  const reason = reasonOf({ messages: unhealthy, tasks: failures }) ?? unhealthy[0];
  if (reason === undefined) return undefined;
  const tasks = await describeTasks(run, name, failures);
  const { project, root } = run.serviceOf(name);
  const { name: environment, spec } = run.environment;
  const symptoms = { service: name, project, root, environment, spec, tasks, unhealthy: unhealthyReason(unhealthy) };
  const dossier = dossierOf(symptoms, messagesSince(service, since));
  return { reason: `after ECS had completed the rollout ${reason}`, dossier };
}
