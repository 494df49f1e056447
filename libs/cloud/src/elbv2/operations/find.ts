import { listenerNotFound, loadBalancerNotFound, ruleNotFound, targetGroupNotFound } from '../errors';
import { type Elbv2State, type Listener, type LoadBalancer, type Rule, type TargetGroup } from '../state';

/** @throws AwsError LoadBalancerNotFound */
export function findLoadBalancer(state: Elbv2State, arn: string | undefined): LoadBalancer {
  const found = state.loadBalancers[arn ?? ''];
  if (!found) throw loadBalancerNotFound();
  return found;
}

/** @throws AwsError ListenerNotFound */
export function findListener(state: Elbv2State, arn: string | undefined): Listener {
  const found = state.listeners[arn ?? ''];
  if (!found) throw listenerNotFound();
  return found;
}

/** @throws AwsError RuleNotFound */
export function findRule(state: Elbv2State, arn: string | undefined): Rule {
  const found = state.rules[arn ?? ''];
  if (!found) throw ruleNotFound();
  return found;
}

/** @throws AwsError TargetGroupNotFound */
export function findTargetGroup(state: Elbv2State, arn: string | undefined): TargetGroup {
  const found = state.targetGroups[arn ?? ''];
  if (!found) throw targetGroupNotFound();
  return found;
}
