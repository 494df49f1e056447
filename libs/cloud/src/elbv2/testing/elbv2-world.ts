import { type CallContext, type Clock, systemClock } from '../../kernel';
import { type Quotas, quotasOf } from '../../quotas';
import { MemoryStore } from '../../testing/memory-store';
import { createElbv2, type Elbv2, type RunningLoadBalancer } from '..';
import { type TestTarget } from './test-target';

const place = { region: 'us-east-1', account: '123456789012' };

/** An ELBv2 with one built-in load balancer on a free port, as an SDK would call it. */
export class Elbv2World {
  readonly elbv2: Elbv2;
  private running: RunningLoadBalancer | undefined;

  constructor(
    clock: Clock = systemClock,
    readonly store: MemoryStore = new MemoryStore(),
    quotas: Partial<Quotas> = {},
  ) {
    this.elbv2 = createElbv2({ store, clock, quotas: quotasOf(quotas) });
  }

  async start(port = 0): Promise<this> {
    [this.running] = await this.elbv2.start([{ ...place, name: 'local', port }]);
    return this;
  }

  stop(): Promise<void> {
    return this.elbv2.stop();
  }

  /** The built-in load balancer. */
  get loadBalancer(): RunningLoadBalancer {
    if (!this.running) throw new Error('the world was not started');
    return this.running;
  }

  /** Calls an operation, whose output is taken to be what the caller expects of it. */
  async call<Output>(operation: string, input: object, where: Partial<CallContext> = {}): Promise<Output> {
    const context = { ...place, requestId: 'request', endpoint: 'http://127.0.0.1:4566', ...where };
    const run = this.elbv2.service.operations[operation] as
      ((input: object, context: CallContext) => unknown) | undefined;
    if (!run) throw new Error(`${operation} is not built`);
    return (await run(input, context)) as Output;
  }

  /** Makes a target group with a quick health check; returns its ARN. */
  async group(name: string, more: object = {}): Promise<string> {
    const made = await this.call<{ TargetGroups: { TargetGroupArn: string }[] }>('CreateTargetGroup', {
      Name: name,
      Protocol: 'HTTP',
      Port: 80,
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 2,
      HealthCheckTimeoutSeconds: 1,
      ...more,
    });
    return made.TargetGroups[0]?.TargetGroupArn ?? '';
  }

  /** Sends the paths of a pattern to a target group; returns the rule's ARN. */
  async route(pattern: string, targetGroupArn: string, priority = 1): Promise<string> {
    const made = await this.call<{ Rules: { RuleArn: string }[] }>('CreateRule', {
      ListenerArn: this.loadBalancer.listenerArn,
      Priority: priority,
      Conditions: [{ Field: 'path-pattern', Values: [pattern] }],
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    });
    return made.Rules[0]?.RuleArn ?? '';
  }

  /** Sets an attribute of a target group. */
  async setAttribute(targetGroupArn: string, Key: string, Value: string): Promise<void> {
    await this.call('ModifyTargetGroupAttributes', { TargetGroupArn: targetGroupArn, Attributes: [{ Key, Value }] });
  }

  /** Registers a target and waits until it is healthy. */
  async register(targetGroupArn: string, { target }: Pick<TestTarget, 'target'>): Promise<void> {
    this.elbv2.targetGroups.register(targetGroupArn, target);
    await this.until(() => this.elbv2.targetGroups.health(targetGroupArn, target).state === 'healthy');
  }

  /** Waits until something holds that a change of a target's health brings about. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!holds()) return;
        unsubscribe();
        resolve();
      };
      const unsubscribe = this.elbv2.targetGroups.onHealthChange(check);
      check();
    });
  }
}
