import { type Action, type RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { groupsOf } from './routing/forward';

/** A load balancer, as it is kept. */
export interface LoadBalancer {
  arn: string;
  name: string;
  scheme: 'internet-facing' | 'internal';
  /** Milliseconds since 1970. */
  createdAt: number;
  subnets: string[];
  securityGroups: string[];
  attributes: Record<string, string>;
}

/** A listener, as it is kept. */
export interface Listener {
  arn: string;
  loadBalancerArn: string;
  /** The default rule has an ARN of its own, but lives with its listener. */
  defaultRuleArn: string;
  port: number;
  protocol: 'HTTP';
  /** The default rule's actions. */
  actions: Action[];
}

/** A rule other than the default one, as it is kept. */
export interface Rule {
  arn: string;
  listenerArn: string;
  /** 1 to 50000; the lowest is tried first. */
  priority: number;
  conditions: RuleCondition[];
  actions: Action[];
}

/** How a target group's targets are checked. */
export interface HealthCheck {
  /** `traffic-port` or a number. */
  port: string;
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  /** As `200`, `200-299` or `200,202`. */
  matcher: string;
}

/** A target of a group; one that is draining goes when its time has come. */
export interface RegisteredTarget {
  id: string;
  port: number;
  /** Milliseconds since 1970. */
  drainingUntil?: number;
}

/** A target group, as it is kept. */
export interface TargetGroup {
  arn: string;
  name: string;
  port: number;
  vpcId?: string;
  targetType: 'instance' | 'ip';
  healthCheck: HealthCheck;
  attributes: Record<string, string>;
  targets: RegisteredTarget[];
}

/** All that ELBv2 keeps, each kind by ARN. */
export interface Elbv2State {
  loadBalancers: Record<string, LoadBalancer>;
  listeners: Record<string, Listener>;
  rules: Record<string, Rule>;
  targetGroups: Record<string, TargetGroup>;
  tags: Record<string, Record<string, string>>;
}

/** Nothing yet. */
export const emptyState = (): Elbv2State => ({
  loadBalancers: {},
  listeners: {},
  rules: {},
  targetGroups: {},
  tags: {},
});

/** The load balancers that send requests to each target group, by the group's ARN. */
export function loadBalancersByGroup(state: Elbv2State): Map<string, Set<string>> {
  const users = new Map<string, Set<string>>();
  const note = (actions: Action[], loadBalancerArn: string): void => {
    for (const { arn } of actions.flatMap(groupsOf)) {
      const known = users.get(arn) ?? new Set();
      users.set(arn, known.add(loadBalancerArn));
    }
  };
  for (const { actions, loadBalancerArn } of Object.values(state.listeners)) note(actions, loadBalancerArn);
  for (const { actions, listenerArn } of Object.values(state.rules)) {
    const listener = state.listeners[listenerArn];
    if (listener) note(actions, listener.loadBalancerArn);
  }
  return users;
}

/** Whether two targets are the same. */
export const isSameTarget = (one: { id: string; port: number }, other: { id: string; port: number }): boolean =>
  one.id === other.id && one.port === other.port;
