import { type Clock, type TargetHealth } from '../../kernel';
import { type HealthCheck, type RegisteredTarget } from '../state';
import { type Probe } from './probe';
import { afterCheck, type CheckedHealth, checking, type CheckResult, registering } from './target-health';

/**
 * How often a new target that does not listen yet is looked at between its checks. The nodes of a real load balancer
 * check each on its own, so that a target which begins to listen is seen before a whole interval is over; a failure
 * still counts once an interval.
 */
const lookMilliseconds = 100;

/** What the checks of a target need. */
export interface TargetCheckOptions {
  target: RegisteredTarget;
  /** The group's settings, read anew for each check: they can be modified meanwhile. */
  settings: () => HealthCheck;
  clock: Clock;
  probe: Probe;
  /** The part of the CPU time that the target asked for and got since its start, from 0.1 to 1. */
  cpuShare: () => Promise<number>;
  onChange: () => void;
}

/** Checks one target from its registration on: at once, then once an interval. */
export class TargetCheck {
  private checked: CheckedHealth = registering;
  private stopped = false;
  /** Whether it ever accepted a connection. */
  private listens = false;
  private cancelNext: (() => void) | undefined;
  private cancelLook: (() => void) | undefined;

  constructor(private readonly options: TargetCheckOptions) {}

  get health(): TargetHealth {
    return this.checked.health;
  }

  start(): void {
    this.become(checking);
    this.check();
  }

  stop(): void {
    this.stopped = true;
    this.cancelNext?.();
    this.cancelLook?.();
  }

  private check(): void {
    this.cancelLook?.();
    // The interval runs from check to check, however long the target takes (ALB guide, "Health checks").
    const { clock, settings } = this.options;
    this.cancelNext = clock.after(settings().intervalSeconds * 1000, () => this.check());
    void this.probe().then(async (result) => this.count(result, await this.weightOf(result)));
  }

  /** On a busy machine, a target that was never healthy gets the more time, the less CPU time it gets. */
  private weightOf(result: CheckResult): Promise<number> {
    const counts = this.health.state !== 'initial' || (result.kind === 'response' && result.expected);
    return counts ? Promise.resolve(1) : this.options.cpuShare();
  }

  private count(result: CheckResult, weight = 1): void {
    if (this.stopped) return;
    const { healthyThreshold: healthy, unhealthyThreshold: unhealthy } = this.options.settings();
    this.become(afterCheck(this.checked, result, { healthy, unhealthy }, weight));
    this.lookAgain(result);
  }

  private lookAgain(result: CheckResult): void {
    this.listens ||= result.kind !== 'refused';
    if (this.stopped || this.listens) return;
    this.cancelLook?.();
    this.cancelLook = this.options.clock.after(lookMilliseconds, () => this.look());
  }

  private look(): void {
    void this.probe().then((result) => {
      if (this.stopped || this.listens) return;
      if (result.kind === 'response' && result.expected) this.count(result);
      else this.lookAgain(result);
    });
  }

  private probe(): Promise<CheckResult> {
    const { target, settings, probe } = this.options;
    const { port, path, timeoutSeconds, matcher } = settings();
    return probe({
      host: target.id,
      port: port === 'traffic-port' ? target.port : Number(port),
      path,
      timeoutMilliseconds: timeoutSeconds * 1000,
      matcher,
    });
  }

  private become(next: CheckedHealth): void {
    const { state, reason, description } = this.health;
    this.checked = next;
    const { health } = next;
    if (health.state !== state || health.reason !== reason || health.description !== description) {
      this.options.onChange();
    }
  }
}
