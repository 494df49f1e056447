import { lastPart } from '../arn';
import { type DeploymentRecord, type Rebalancing } from '../state';
import { ceilingOf, launch } from './scale';
import { scaledIn, stopForBalance } from './stop-task';
import { addEvent, type Known, liveTasks, type Turn } from './turn';
import { countZones, emptiest, fullest, inWords, isBalanced, type ZoneCounts } from './zone-counts';

/**
 * Moves tasks of a steady service from the zones with the most to those with the fewest: starts first, and stops once
 * what it started is healthy. Source: "Balancing an Amazon ECS service across Availability Zones", developer guide.
 */
export function rebalance(turn: Turn, primary: DeploymentRecord): void {
  const { service } = turn;
  const { rebalancing } = service;
  if (rebalancing) goOn(turn, primary, rebalancing);
  else if (service.shown.availabilityZoneRebalancing === 'ENABLED' && isSteady(turn, primary)) begin(turn, primary);
}

/** A deployment or another desired count comes first: what is too much then is stopped as always. */
export function dropOvertaken({ service }: Turn, primary: DeploymentRecord): void {
  const { deploymentId, desiredCount } = service.rebalancing ?? {};
  if (deploymentId !== primary.id || desiredCount !== service.desiredCount) delete service.rebalancing;
}

function isSteady({ service }: Turn, { rolloutState }: DeploymentRecord): boolean {
  const all = Object.values(service.scheduled);
  const sound = all.every(({ stopping, healthy }) => !stopping && healthy);
  return service.steady && rolloutState === 'COMPLETED' && sound && all.length === service.desiredCount;
}

function begin(turn: Turn, primary: DeploymentRecord): void {
  const { service, now } = turn;
  const counts = countZones(service, primary, liveTasks(service));
  const room = ceilingOf(service) - liveTasks(service).length;
  if (isBalanced(counts) || room <= 0) return;
  if (now < primary.throttle.notBefore) {
    turn.due.push(primary.throttle.notBefore);
    return;
  }
  addEvent(service, now, `is not AZ balanced with ${inWords(counts)}. AZ Rebalancing in progress.`);
  const started = start(turn, primary, counts, room);
  service.rebalancing = { deploymentId: primary.id, desiredCount: service.desiredCount, started };
}

/** Starts as many tasks as are to move, each where the fewest are by then. */
function start(turn: Turn, primary: DeploymentRecord, before: ZoneCounts, room: number): string[] {
  const counts = new Map(before);
  const started = new Map<string, string[]>();
  for (let count = 0; count < room && !isBalanced(counts); count += 1) {
    const [from, to] = [fullest(counts), emptiest(counts)];
    if (from === undefined || to === undefined) break;
    counts.set(from, (counts.get(from) ?? 0) - 1).set(to, (counts.get(to) ?? 0) + 1);
    started.set(to, [...(started.get(to) ?? []), launch(turn, primary, to)]);
  }
  for (const [zone, arns] of started) {
    const names = arns.map((arn) => `(task ${lastPart(arn)})`).join(' ');
    addEvent(turn.service, turn.now, `has started ${arns.length} tasks in ${zone} to AZ Rebalance: ${names}.`);
  }
  return [...started.values()].flat();
}

function goOn(turn: Turn, primary: DeploymentRecord, { started }: Rebalancing): void {
  const { service, now } = turn;
  const own = liveTasks(service).filter(({ deploymentId }) => deploymentId === primary.id);
  const arrived = started.filter((arn) => service.scheduled[arn]?.healthy);
  const surplus = Math.min(arrived.length, own.length - service.desiredCount);
  if (surplus > 0) return stopFullest(turn, primary, own, surplus);
  if (own.length > service.desiredCount) return;
  delete service.rebalancing;
  const counts = countZones(service, primary, own);
  if (isBalanced(counts)) addEvent(service, now, `is AZ balanced with ${inWords(counts)}.`);
}

/** Stops tasks where the most are, the oldest first: those that were started last have just been put where they are. */
function stopFullest(turn: Turn, primary: DeploymentRecord, own: Known[], surplus: number): void {
  const left = [...own].sort((a, b) => a.launchedAt - b.launchedAt);
  const stopped = new Map<string, Known[]>();
  for (let count = 0; count < surplus; count += 1) {
    const zone = fullest(countZones(turn.service, primary, left)) ?? '';
    const index = left.findIndex(({ availabilityZone }) => availabilityZone === zone);
    if (index >= 0) stopped.set(zone, [...(stopped.get(zone) ?? []), ...left.splice(index, 1)]);
  }
  for (const [zone, tasks] of stopped) stopForBalance(turn, tasks, zone, scaledIn(primary.id));
}
