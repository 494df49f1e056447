import { type Store, type Target, type TargetGroups } from '../kernel';
import { type HealthChecks } from './health/health-checks';
import { type Registrations } from './registrations';
import { type Elbv2State } from './state';

/** Who is told of changes of a target's health. */
export type HealthListener = (targetGroupArn: string, target: Target) => void;

/** What the port works with. */
export interface TargetGroupsPortOptions {
  state: Elbv2State;
  store: Pick<Store, 'touch'>;
  health: HealthChecks;
  registrations: Registrations;
  listeners: Set<HealthListener>;
  changed: () => void;
}

/** Target groups as ECS sees them. */
export function targetGroupsPort(options: TargetGroupsPortOptions): TargetGroups {
  const { state, store, health, registrations, listeners, changed } = options;
  const change = (targetGroupArn: string, target: Target, how: 'register' | 'deregister'): void => {
    const group = state.targetGroups[targetGroupArn];
    // Its group may have been deleted while a task still runs: there is nothing left to register with.
    if (!group) return;
    registrations[how](group, target);
    store.touch();
    changed();
  };
  return {
    has: (arn) => state.targetGroups[arn] !== undefined,
    hasLoadBalancer: (arn) => health.isInUse(arn),
    register: (arn, target) => change(arn, target, 'register'),
    deregister: (arn, target) => change(arn, target, 'deregister'),
    health: (arn, target) => health.health(arn, target),
    onHealthChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
