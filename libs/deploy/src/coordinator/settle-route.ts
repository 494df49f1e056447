import { takeBackStep, type Routed, takeStep } from '../apply/rule';
import { changesRoute } from '../plan/delta';
import { type Routing } from '../read/live';
import { type Desired } from '../render/desired';
import { routeOf, showRoute } from '../route/route';
import { heldRoutes, routeSteps, type Settlement, type Step } from '../route/steps';
import { type Place } from './place';
import { claimsOf, givesUp, type Rival } from './rivals';
import { type Prepared } from './release';
import { type Run } from './run';

/** What has become of a service's route. */
export interface SettledRoute {
  /** What people have to know of it. */
  notes: string[];
  /** Gives every request back to whoever had it before. */
  undo(): Promise<void>;
}

const asItWas: SettledRoute = { notes: [], undo: () => Promise.resolve() };

/** Gives a service its requests: its targets are healthy. Where a run breaks off before, the next one does it. */
export async function settleRoute(run: Run, { desired, live, delta, rivals }: Prepared): Promise<SettledRoute> {
  if (!desired.routing || !changesRoute(delta, live)) return asItWas;
  const place = await run.place();
  return place.alone(async () => {
    const routing = await freshRouting(place);
    const settlement = settlementOf(run, desired, routing, rivals);
    if (!settlement) throw new Error(`target group ${desired.names.targetGroup} is gone`);
    const steps = routeSteps(settlement);
    await takeAll(settlement, steps, place);
    return { notes: notesOf(settlement, rivals, run), undo: () => undo(settlement, steps, place) };
  });
}

/** All that a service's route is worked out from; undefined before it has a target group. */
export function settlementOf(
  run: Run,
  { release, names, routing: wanted }: Desired,
  routing: Routing,
  rivals: Rival[],
): (Settlement & Routed) | undefined {
  const group = routing.targetGroups.find(({ TargetGroupName }) => TargetGroupName === names.targetGroup);
  if (!wanted || !group?.TargetGroupArn) return undefined;
  return {
    name: names.service,
    targetGroupArn: group.TargetGroupArn,
    wanted: { paths: wanted.paths, hosts: wanted.hosts },
    routing,
    others: claimsOf(run, release.service),
    givingUp: [...new Set(rivals.filter(givesUp).map(({ targetGroupArn }) => targetGroupArn))],
  };
}

async function freshRouting(place: Place): Promise<Routing> {
  place.forget();
  return place.routing();
}

/** After each step every request finds healthy targets: where one fails, the next deploy goes on from there. */
async function takeAll(routed: Routed, steps: Step[], place: Place): Promise<void> {
  try {
    for (const step of steps) await takeStep(routed, step, place.loadBalancer.rules);
  } finally {
    place.forget();
  }
}

const undo = (routed: Routed, steps: Step[], place: Place): Promise<void> =>
  place.alone(() => takeAllBack(routed, steps, place));

async function takeAllBack(routed: Routed, steps: Step[], place: Place): Promise<void> {
  for (const step of [...steps].reverse()) await takeBackStep(routed, step, place.loadBalancer.rules);
  place.forget();
}

function notesOf(settlement: Settlement, rivals: Rival[], { environment }: Run): string[] {
  const taken = rivals
    .filter(givesUp)
    .map(({ service, shared, standing }) =>
      standing === 'removed'
        ? `took ${showRoute(shared)} over from ${service}, which this commit no longer has: npx longshore destroy ${service} -e ${environment.name} removes it`
        : `took ${showRoute(shared)} over from ${service}`,
    );
  const kept = heldRoutes(settlement).map(
    (rule) => `keeps ${showRoute(routeOf(rule))} until the service that takes it over is healthy`,
  );
  return [...taken, ...kept];
}
