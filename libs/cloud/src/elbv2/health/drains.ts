import { type Clock, type Target } from '../../kernel';
import { type Elbv2State, isSameTarget, type RegisteredTarget } from '../state';

/** What ending drains needs. */
export interface DrainsOptions {
  state: Elbv2State;
  clock: Clock;
  /** A target was removed, its deregistration delay being over. */
  onDrained: (targetGroupArn: string, target: Target) => void;
}

/**
 * Removes draining targets when their deregistration delay is over. Real ELB, too, shows a target as draining until
 * then even where no request is under way (ALB guide, "Deregistration delay"), and ECS stops its task only after it.
 */
export class Drains {
  private cancel: (() => void) | undefined;

  constructor(private readonly options: DrainsOptions) {}

  /** Removes what is due and waits for the next; call it whenever the state changed. */
  follow(): void {
    this.stop();
    const { state, clock } = this.options;
    const now = clock.now();
    const due: [string, RegisteredTarget][] = [];
    let next = Infinity;
    for (const group of Object.values(state.targetGroups)) {
      for (const target of group.targets) {
        if (target.drainingUntil === undefined) continue;
        if (target.drainingUntil <= now) due.push([group.arn, target]);
        else next = Math.min(next, target.drainingUntil);
      }
    }
    if (next < Infinity) this.cancel = clock.after(next - now, () => this.follow());
    for (const [arn, target] of due) this.remove(arn, target);
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private remove(targetGroupArn: string, target: RegisteredTarget): void {
    const group = this.options.state.targetGroups[targetGroupArn];
    if (!group) return;
    group.targets = group.targets.filter((known) => !isSameTarget(known, target));
    this.options.onDrained(targetGroupArn, target);
  }
}
