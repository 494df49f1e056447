import { type Target, type TargetGroups, type TargetHealth } from '../../kernel';

/** Target groups whose targets do as the test says. */
export class FakeTargetGroups implements TargetGroups {
  /** Registered and draining targets, by `group host:port`. */
  readonly targets = new Map<string, { group: string; target: Target; health: TargetHealth }>();
  /** Groups that are there though no rule sends requests to them. */
  readonly unused = new Set<string>();
  /** Health of a target that is registered from now on. */
  first: TargetHealth = { state: 'healthy' };
  /** Whether a deregistered target is unused at once, instead of when the test says. */
  drainsAtOnce = true;
  private readonly listeners = new Set<(targetGroupArn: string, target: Target) => void>();

  constructor(private readonly groups: string[]) {}

  has(targetGroupArn: string): boolean {
    return this.groups.includes(targetGroupArn);
  }

  hasLoadBalancer(targetGroupArn: string): boolean {
    return this.has(targetGroupArn) && !this.unused.has(targetGroupArn);
  }

  register(group: string, { id, port }: Target): void {
    this.targets.set(keyOf(group, { id, port }), { group, target: { id, port }, health: this.first });
  }

  deregister(group: string, target: Target): void {
    if (this.drainsAtOnce) this.targets.delete(keyOf(group, target));
    else this.become(group, target, { state: 'draining', reason: 'Target.DeregistrationInProgress' });
  }

  health(group: string, target: Target): TargetHealth {
    return this.targets.get(keyOf(group, target))?.health ?? { state: 'unused', reason: 'Target.NotRegistered' };
  }

  onHealthChange(listener: (targetGroupArn: string, target: Target) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Gives every registered target a health. */
  becomeAll(health: TargetHealth): void {
    for (const { group, target } of [...this.targets.values()]) this.become(group, target, health);
  }

  /** Ends the draining of every target that drains. */
  endDraining(): void {
    for (const [key, { group, target, health }] of [...this.targets]) {
      if (health.state !== 'draining') continue;
      this.targets.delete(key);
      this.tell(group, target);
    }
  }

  private become(group: string, target: Target, health: TargetHealth): void {
    const known = this.targets.get(keyOf(group, target));
    if (!known) return;
    known.health = health;
    this.tell(group, target);
  }

  private tell(group: string, target: Target): void {
    for (const listener of this.listeners) listener(group, target);
  }
}

const keyOf = (group: string, { id, port }: Target): string => `${group} ${id}:${port}`;
