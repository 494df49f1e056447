import { type Clock, type Target, type TargetHealth } from '../../kernel';
import { type Elbv2State, isSameTarget, loadBalancersByGroup, type RegisteredTarget, type TargetGroup } from '../state';
import { type Probe } from './probe';
import { TargetCheck } from './target-check';
import { draining, notInUse, notRegistered, registering } from './target-health';

/** What the health checks need. */
export interface HealthChecksOptions {
  state: Elbv2State;
  clock: Clock;
  probe: Probe;
  /** The part of the CPU time that a target asked for and got; 1 where it is missing. */
  cpuShare?: ((target: Target) => Promise<number>) | undefined;
  onChange: (targetGroupArn: string, target: Target) => void;
}

/** The health of every registered target: kept in memory, and found out anew after a restart. */
export class HealthChecks {
  private readonly checks = new Map<string, TargetCheck>();
  private groupsInUse = new Map<string, Set<string>>();
  private running = false;

  constructor(private readonly options: HealthChecksOptions) {}

  /** Starts checking; call `follow` whenever the state changed from then on. */
  start(): void {
    this.running = true;
    this.follow();
  }

  stop(): void {
    this.running = false;
    for (const check of this.checks.values()) check.stop();
    this.checks.clear();
  }

  /** Makes the checks those that the state asks for: targets that are neither draining nor in a group without use. */
  follow(): void {
    const { state } = this.options;
    this.groupsInUse = loadBalancersByGroup(state);
    if (!this.running) return;
    const wanted = new Map<string, [TargetGroup, RegisteredTarget]>();
    for (const group of Object.values(state.targetGroups)) {
      if (!this.groupsInUse.has(group.arn)) continue;
      for (const target of group.targets) {
        if (target.drainingUntil === undefined) wanted.set(keyOf(group.arn, target), [group, target]);
      }
    }
    for (const key of this.checks.keys()) if (!wanted.has(key)) this.end(key);
    for (const [key, [group, target]] of wanted) if (!this.checks.has(key)) this.begin(key, group, target);
  }

  /** Whether a listener sends requests to a target group. */
  isInUse(targetGroupArn: string): boolean {
    return this.groupsInUse.has(targetGroupArn);
  }

  /** How a target does. */
  health(targetGroupArn: string, target: Target): TargetHealth {
    const group = this.options.state.targetGroups[targetGroupArn];
    const registered = group?.targets.find((known) => isSameTarget(known, target));
    if (!registered) return notRegistered;
    if (registered.drainingUntil !== undefined) return draining;
    if (!this.isInUse(targetGroupArn)) return notInUse;
    return this.checks.get(keyOf(targetGroupArn, target))?.health ?? registering.health;
  }

  private begin(key: string, group: TargetGroup, target: RegisteredTarget): void {
    const { clock, probe, cpuShare, onChange } = this.options;
    const check = new TargetCheck({
      target,
      settings: () => group.healthCheck,
      clock,
      probe,
      cpuShare: () => cpuShare?.(target) ?? Promise.resolve(1),
      onChange: () => onChange(group.arn, target),
    });
    this.checks.set(key, check);
    check.start();
  }

  private end(key: string): void {
    this.checks.get(key)?.stop();
    this.checks.delete(key);
  }
}

const keyOf = (targetGroupArn: string, { id, port }: Target): string => `${targetGroupArn} ${id} ${port}`;
