import { isRefusal } from '../aws/explain';
import { type Rules } from '../aws/ports';
import { type Delta, priorityIn } from '../plan/delta';
import { forwardsTo, type Live } from '../read/live';
import { type Desired } from '../render/desired';
import { type DesiredRouting } from '../render/routing';
import { priorityOf } from '../render/priority';

/** Others may take a priority between our read and our write: how often the next one is tried. */
const attempts = 20;

/** What the rule of a service says, and by which names its priority is found. */
type Routed = Pick<Desired, 'names'> & Pick<DesiredRouting, 'paths' | 'hosts'>;

/** Creates or changes the listener's rule of a service. */
export async function applyRule(
  desired: Routed,
  live: Live,
  delta: Delta,
  targetGroupArn: string,
  rules: Rules,
): Promise<void> {
  const rule = { paths: desired.paths, hosts: desired.hosts, targetGroupArn };
  const ruleArn = live.rule?.RuleArn;
  if (ruleArn && delta.rulePaths.length + delta.ruleHosts.length > 0) await rules.modify(ruleArn, rule);
  if (delta.priority === undefined || delta.priority === priorityIn(live.rule)) return;
  const write = (priority: number) =>
    ruleArn ? rules.setPriority(ruleArn, priority) : rules.create({ ...rule, priority });
  await withFreePriority(desired, live, delta.priority, write, async (priority) => {
    // The SDK sends a request again whose answer was lost: the one who took the priority may be us.
    const holder = (await rules.list()).find((each) => priorityIn(each) === priority);
    return holder !== undefined && (holder.RuleArn === ruleArn || forwardsTo(holder, targetGroupArn));
  });
}

async function withFreePriority(
  { names, paths, hosts }: Routed,
  { takenPriorities }: Live,
  planned: number,
  write: (priority: number) => Promise<void>,
  isOurs: (priority: number) => Promise<boolean>,
): Promise<void> {
  const taken = new Set(takenPriorities);
  let priority = planned;
  for (let attempt = 1; ; attempt++) {
    try {
      await write(priority);
      return;
    } catch (error) {
      if (attempt === attempts || !isRefusal(error, 'PriorityInUseException')) throw error;
      if (await isOurs(priority)) return;
      taken.add(priority);
      priority = priorityOf(names.service, paths, taken, undefined, hosts);
    }
  }
}
