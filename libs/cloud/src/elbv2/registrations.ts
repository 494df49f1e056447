import { type Clock, type Target } from '../kernel';
import { type Elbv2State, isSameTarget, loadBalancersByGroup, type TargetGroup } from './state';

/** Puts targets into target groups and takes them out; doing either twice is as doing it once. */
export class Registrations {
  constructor(
    private readonly state: Elbv2State,
    private readonly clock: Clock,
    private readonly onDeregistered: (targetGroupArn: string, target: Target) => void,
  ) {}

  /** A target that is draining is taken back. */
  register(group: TargetGroup, { id, port }: Target): void {
    const known = group.targets.find((target) => isSameTarget(target, { id, port }));
    if (known) delete known.drainingUntil;
    else group.targets.push({ id, port });
  }

  /** Starts draining; a target to which no listener sends requests, or of a group without delay, is out at once. */
  deregister(group: TargetGroup, target: Target): void {
    const known = group.targets.find((registered) => isSameTarget(registered, target));
    if (!known || known.drainingUntil !== undefined) return;
    const delay = Number(group.attributes['deregistration_delay.timeout_seconds'] ?? 300) * 1000;
    if (delay > 0 && loadBalancersByGroup(this.state).has(group.arn)) known.drainingUntil = this.clock.now() + delay;
    else group.targets = group.targets.filter((registered) => registered !== known);
    this.onDeregistered(group.arn, known);
  }
}
