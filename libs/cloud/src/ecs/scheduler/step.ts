import { type ServiceRecord } from '../state';
import { begin, complete, dropReplaced } from './complete';
import { judgeHealth, takeIn } from './observe';
import { dropOvertaken, rebalance } from './rebalance';
import { honourRollbackRequest, tripBreaker } from './rollback';
import { retireAiling, retireOld, scaleIn, scaleOut } from './scale';
import { scaledIn, stopTasks } from './stop-task';
import { type Action, liveTasks, primaryOf, type TaskObservation, type Turn } from './turn';

/** What came of a step. */
export interface StepResult {
  service: ServiceRecord;
  actions: Action[];
  /** When to take the next step even if nothing changes, in milliseconds since 1970. */
  due?: number;
}

/**
 * Takes one step of the rolling scheduler for one service: a pure function of what is wanted, what is observed, and
 * the time. It observes, judges, may fail and roll back the deployment, then stops and starts tasks within the floor
 * and the ceiling, completes the deployment when nothing is left to do, and then balances the availability zones.
 */
export function step(before: ServiceRecord, now: number, observations: TaskObservation[]): StepResult {
  const turn: Turn = {
    service: structuredClone(before),
    now,
    observations,
    actions: [],
    due: [],
    ailing: new Set(),
  };
  takeIn(turn);
  if (turn.service.status === 'ACTIVE') roll(turn);
  else drain(turn);
  return { service: turn.service, actions: turn.actions, ...(turn.due.length > 0 && { due: Math.min(...turn.due) }) };
}

function roll(turn: Turn): void {
  begin(turn);
  judgeHealth(turn);
  honourRollbackRequest(turn);
  tripBreaker(turn);
  const primary = primaryOf(turn.service);
  if (!primary) return;
  retireOld(turn, primary);
  retireAiling(turn, primary);
  dropOvertaken(turn, primary);
  scaleIn(turn, primary);
  scaleOut(turn, primary);
  complete(turn, primary);
  rebalance(turn, primary);
  dropReplaced(turn);
}

/** A deleted service is DRAINING until its last task is gone. */
function drain(turn: Turn): void {
  const { service } = turn;
  const primary = primaryOf(service);
  if (primary) stopTasks(turn, liveTasks(service), scaledIn(primary.id));
  if (Object.keys(service.scheduled).length > 0 || service.status === 'INACTIVE') return;
  service.status = 'INACTIVE';
  service.deployments = [];
}
