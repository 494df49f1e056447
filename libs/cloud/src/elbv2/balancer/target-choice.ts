import { type Target, type TargetHealth } from '../../kernel';
import { type Elbv2State, type RegisteredTarget, type TargetGroup } from '../state';

/** What choosing a target needs to know. */
export interface TargetChoiceOptions {
  state: Elbv2State;
  health: (targetGroupArn: string, target: Target) => TargetHealth;
  /** How many requests are under way to a target. */
  underWay: (target: Target) => number;
}

/** Chooses the target for each request. */
export class TargetChoice {
  /** The targets that get requests, by group: worked out once and kept until something changes. */
  private readonly candidates = new Map<string, RegisteredTarget[]>();
  private readonly turns = new Map<string, number>();

  constructor(private readonly options: TargetChoiceOptions) {}

  /** Targets or their health changed. */
  forget(): void {
    this.candidates.clear();
  }

  /** The next target of a group; undefined where it has none. */
  choose(targetGroupArn: string): Target | undefined {
    const group = this.options.state.targetGroups[targetGroupArn];
    if (!group) return undefined;
    const candidates = this.candidatesOf(group);
    if (group.attributes['load_balancing.algorithm.type'] === 'least_outstanding_requests') {
      return this.leastBusy(candidates);
    }
    const turn = this.turns.get(targetGroupArn) ?? 0;
    this.turns.set(targetGroupArn, (turn + 1) % Number.MAX_SAFE_INTEGER);
    return candidates[turn % candidates.length];
  }

  /** The healthy targets; where there are none, all that are registered: the group fails open. */
  private candidatesOf(group: TargetGroup): RegisteredTarget[] {
    const known = this.candidates.get(group.arn);
    if (known) return known;
    const registered = group.targets.filter(({ drainingUntil }) => drainingUntil === undefined);
    const healthy = registered.filter((target) => this.options.health(group.arn, target).state === 'healthy');
    const candidates = healthy.length > 0 ? healthy : registered;
    this.candidates.set(group.arn, candidates);
    return candidates;
  }

  private leastBusy(candidates: RegisteredTarget[]): Target | undefined {
    const { underWay } = this.options;
    let best = candidates[0];
    for (const target of candidates) if (best && underWay(target) < underWay(best)) best = target;
    return best;
  }
}
