import { type Deployment, type Service } from '../aws/shapes';
import { bake } from './bake';
import { checkDeployed, hook } from './check-deployed';
import { goBack } from './go-back';
import { type Released } from './release';
import { type Result } from './result';
import { type Run } from './run';
import { settleRoute, type SettledRoute } from './settle-route';
import { isFirstRelease } from './take-back';

/** A deployment that ECS has completed. */
export interface Completed {
  service: Service;
  deployment: Deployment;
  /** Whether it was watched and checked before. */
  isProven: boolean;
}

/** How a release ends that ECS has deployed and that failed afterwards. */
export interface Failure extends Pick<Result, 'verdict' | 'reason' | 'dossier'> {
  /** What went back, as the ledger says it. */
  by: string;
}

/**
 * Sends requests to targets that are healthy, has the service checked from outside, and watches its tasks for the time
 * of `rollout.bakeSeconds`; one that was proven before gets its requests only.
 */
export async function goLive(
  run: Run,
  released: Released,
  completed: Completed,
): Promise<{ failed: Failure | undefined; notes: string[] }> {
  const until = Date.now() + released.service.rollout.bakeSeconds * 1000;
  const route = await settleRoute(run, released).catch(unsettled);
  // A first release has nothing to go back to: it keeps its requests as long as it stays.
  if (!isFirstRelease(released.live)) run.routesTaken.set(released.service.name, () => route.undo());
  if (completed.isProven) return { failed: undefined, notes: route.notes };
  const { taskDefinition = '' } = completed.service;
  const check = await checkDeployed(run, released, taskDefinition, () => route.undo());
  if (check) return { failed: { ...check, by: hook }, notes: [] };
  const { failed, notes } = await watchTasks(run, released, completed, route, until);
  return { failed, notes: failed ? [] : [...route.notes, ...notes] };
}

async function watchTasks(
  run: Run,
  released: Released,
  { service: { serviceName = '', taskDefinition = '' }, deployment: { id: deploymentId = '' } }: Completed,
  route: SettledRoute,
  until: number,
): Promise<{ failed?: Failure; notes: string[] }> {
  const { name, rollout } = released.service;
  const by = 'Longshore';
  if (rollout.bakeSeconds === 0) return { notes: [] };
  try {
    const { setback, note } = await bake(run, { service: name, serviceName, deploymentId, until });
    if (!setback) return { notes: note === undefined ? [] : [note] };
    const deployed = { taskDefinition, undoRoute: () => route.undo() };
    const gone = await goBack(run, released, deployed, setback.reason);
    return { failed: { ...gone, dossier: setback.dossier, by }, notes: [] };
  } catch (error) {
    if (!run.signal.aborted) throw error;
    const reason = 'the run was interrupted after ECS had completed the rollout; the next deploy records it';
    return { failed: { verdict: 'timed-out', reason, by }, notes: [] };
  }
}

function unsettled(error: unknown): never {
  const why = (error as Error).message;
  throw new Error(`its targets are healthy, but its route could not be set, which the next deploy does: ${why}`, {
    cause: error,
  });
}
