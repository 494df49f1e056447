import { type Route } from '@longshore/model';
import { isRefusal } from '../aws/explain';
import { type Rules } from '../aws/ports';
import { type Rule } from '../aws/shapes';
import { priorityIn } from '../plan/delta';
import { forwardsTo } from '../read/live';
import { priorityOf } from '../render/priority';
import { isSameRoute, routeOf } from '../route/route';
import { type Step } from '../route/steps';

/** Others may take a priority between our read and our write: how often the next one is tried. */
const attempts = 20;

/** Whose rules are written: by which name their priority is found, and where they send requests. */
export interface Routed {
  name: string;
  wanted: Route;
  targetGroupArn: string;
}

/** Takes a rule's conditions and priority over into the listener; each step is one call. */
export async function takeStep(routed: Routed, step: Step, rules: Rules): Promise<void> {
  switch (step.kind) {
    case 'create':
      return createRule(routed, step, rules);
    case 'modify':
      return rules.modify(arnOf(step.rule), step.route);
    case 'move':
      return moveRule(routed, step.rule, step.priority, rules);
    case 'delete':
      return rules.delete(arnOf(step.rule));
  }
}

/** Takes a step back: what was created goes, what was changed or deleted is as it was. */
export async function takeBackStep(routed: Routed, step: Step, rules: Rules): Promise<void> {
  switch (step.kind) {
    case 'create':
      return deleteCreated(routed, step.route, rules);
    case 'modify':
      return rules.modify(arnOf(step.rule), routeOf(step.rule));
    case 'move':
      // A rule is moved only where it waits: no request depends on its place.
      return;
    case 'delete':
      return recreate(routed, step.rule, rules);
  }
}

/** Makes a rule; one without paths attaches the target group to the load balancer and gets no requests. */
export const createRule = (
  routed: Routed,
  { route, priority }: { route: Route; priority: number },
  rules: Rules,
): Promise<void> =>
  withFreePriority(
    routed,
    priority,
    (free) => rules.create({ ...route, targetGroupArn: routed.targetGroupArn, priority: free }),
    rules,
    // The SDK sends a request again whose answer was lost: the one who took the priority may be us.
    (holder) => forwardsTo(holder, routed.targetGroupArn),
  );

const moveRule = (routed: Routed, { RuleArn = '' }: Rule, priority: number, rules: Rules): Promise<void> =>
  withFreePriority(
    routed,
    priority,
    (free) => rules.setPriority(RuleArn, free),
    rules,
    (holder) => holder.RuleArn === RuleArn,
  );

async function withFreePriority(
  { name, wanted }: Routed,
  planned: number,
  write: (priority: number) => Promise<void>,
  rules: Rules,
  isOurs: (holder: Rule) => boolean,
): Promise<void> {
  let priority = planned;
  for (let attempt = 1; ; attempt++) {
    try {
      await write(priority);
      return;
    } catch (error) {
      if (attempt === attempts || !isRefusal(error, 'PriorityInUseException')) throw error;
      const listed = await rules.list();
      const holder = listed.find((each) => priorityIn(each) === priority);
      if (holder && isOurs(holder)) return;
      const taken = new Set([priority, ...listed.map((each) => priorityIn(each) ?? 0)]);
      priority = priorityOf(name, wanted.paths, taken, undefined, wanted.hosts);
    }
  }
}

async function deleteCreated({ targetGroupArn }: Routed, route: Route, rules: Rules): Promise<void> {
  const listed = await rules.list();
  const made = listed.find((rule) => forwardsTo(rule, targetGroupArn) && isSameRoute(routeOf(rule), route));
  if (made) await rules.delete(arnOf(made));
}

/** Where its requests went is in its own action: it may have been another service's rule. */
async function recreate(routed: Routed, rule: Rule, rules: Rules): Promise<void> {
  const targetGroupArn = rule.Actions?.[0]?.TargetGroupArn ?? '';
  const priority = priorityIn(rule) ?? 0;
  await createRule({ ...routed, wanted: routeOf(rule), targetGroupArn }, { route: routeOf(rule), priority }, rules);
}

const arnOf = ({ RuleArn = '' }: Rule): string => RuleArn;
