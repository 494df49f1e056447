import { createHash } from 'node:crypto';
import { isRead } from '../kernel';
import { fits } from '../kernel/pattern';
import {
  type CallFault,
  type FaultPlan,
  type FaultRule,
  noFaults,
  type RuntimeFault,
  type RuntimeFaultKind,
} from './plan';

/** A rule, and how often it fired. */
export type FaultReport = FaultRule & { fired: number };

/** Decides what goes wrong: asked once for each call, and for each step of a container. */
export class Faults {
  private plan = noFaults;
  /** What each rule was asked about: how often, in all and by subject. */
  private asked: { all: number; bySubject: Map<string, number> }[] = [];
  private fired: number[] = [];

  /** The plan that holds now. */
  get current(): FaultPlan {
    return this.plan;
  }

  /** Takes another plan, and counts from the start. */
  set(plan: FaultPlan): void {
    this.plan = { ...plan };
    this.asked = plan.rules.map(() => ({ all: 0, bySubject: new Map<string, number>() }));
    this.fired = plan.rules.map(() => 0);
  }

  /** The plan, with how often each rule fired. */
  report(): { seed: number; rules: FaultReport[] } {
    const { seed, rules } = this.plan;
    return { seed, rules: rules.map((rule, index) => ({ ...rule, fired: this.fired[index] ?? 0 })) };
  }

  /** What goes wrong with a call on its way. */
  ofCall(service: string, operation: string): CallFault | undefined {
    return this.first(`${service} ${operation}`, (rule) =>
      isOfCall(rule, service, operation) && rule.staleReads === undefined ? rule : undefined,
    );
  }

  /** How many reads after a call see what was there before it. */
  staleReadsAfter(service: string, operation: string): number {
    if (isRead(operation)) return 0;
    const fault = this.first(`${service} ${operation}`, (rule) =>
      isOfCall(rule, service, operation) && rule.staleReads !== undefined ? rule : undefined,
    );
    return fault?.staleReads ?? 0;
  }

  /** What goes wrong with a container or an image. */
  ofRuntime(kinds: RuntimeFaultKind[], target: string): RuntimeFault | undefined {
    return this.first('runtime', (rule) =>
      'runtime' in rule && kinds.includes(rule.runtime) && fits(rule.target, target) ? rule : undefined,
    );
  }

  private first<Rule extends FaultRule>(subject: string, pick: (rule: FaultRule) => Rule | undefined) {
    for (const [index, rule] of this.plan.rules.entries()) {
      const picked = pick(rule);
      if (!picked || !this.fires(picked, index, subject)) continue;
      this.fired[index] = (this.fired[index] ?? 0) + 1;
      return picked;
    }
    return undefined;
  }

  private fires({ probability, nth, times }: FaultRule, index: number, subject: string): boolean {
    const asked = this.asked[index];
    if (!asked) return false;
    asked.all += 1;
    const ofSubject = (asked.bySubject.get(subject) ?? 0) + 1;
    asked.bySubject.set(subject, ofSubject);
    if (nth !== undefined) return asked.all === nth;
    if (times !== undefined) return asked.all <= times;
    // Drawn from what the call is and how often it was made, so that calls side by side do not change each other's luck.
    return probability === undefined || draw(`${this.plan.seed} ${index} ${subject} ${ofSubject}`) < probability;
  }
}

function isOfCall(rule: FaultRule, service: string, operation: string): rule is CallFault {
  if ('runtime' in rule) return false;
  return (rule.service === undefined || rule.service === service) && fits(rule.operation, operation);
}

/** A number from 0 to 1 that looks random and is always the same for a text. */
const draw = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
