import { type DescribeAccountLimitsCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type OperationTable } from '../../kernel';
import { page } from '../paging';
import { type Elbv2State, loadBalancersByGroup } from '../state';
import { inPlace } from '../arns';
import { type Parts } from './parts';

/** The operation that shows the account's quotas. */
export const limitOperations = ({ quotas }: Parts): OperationTable => ({
  DescribeAccountLimits: (input: DescribeAccountLimitsCommandInput) => {
    const names = Object.keys(quotas).filter((name) => name !== 'services-per-cluster');
    const limits = names.map((name) => ({ arn: name, Name: name, Max: String(quotas[name as keyof typeof quotas]) }));
    const { items, NextMarker } = page(limits, input);
    return { Limits: items.map(({ Name, Max }) => ({ Name, Max })), NextMarker };
  },
});

type Limited = Pick<Parts, 'state' | 'quotas'>;

/** @throws AwsError TooManyRules; the default rules do not count */
export function refuseRule({ state, quotas }: Limited, loadBalancerArn: string): void {
  const listeners = Object.values(state.listeners).filter((listener) => listener.loadBalancerArn === loadBalancerArn);
  const arns = new Set(listeners.map(({ arn }) => arn));
  const rules = Object.values(state.rules).filter(({ listenerArn }) => arns.has(listenerArn));
  if (rules.length < quotas['rules-per-application-load-balancer']) return;
  // The beginning is quoted in kubernetes-sigs/aws-load-balancer-controller #1856 and #2011; how it ends is unverified.
  throw new AwsError(
    'TooManyRules',
    `The maximum number of rules on load balancer ${loadBalancerArn} has been reached`,
  );
}

/** @throws AwsError TooManyListeners */
export function refuseListener({ state, quotas }: Limited, loadBalancerArn: string): void {
  const listeners = Object.values(state.listeners).filter((listener) => listener.loadBalancerArn === loadBalancerArn);
  if (listeners.length < quotas['listeners-per-application-load-balancer']) return;
  throw new AwsError('TooManyListeners', "You've reached the limit on the number of listeners per load balancer.");
}

/** @throws AwsError TooManyLoadBalancers */
export function refuseLoadBalancer({ state, quotas }: Limited, place: Parameters<typeof inPlace>[1]): void {
  if (inPlace(state.loadBalancers, place).length < quotas['application-load-balancers']) return;
  throw new AwsError(
    'TooManyLoadBalancers',
    "You've reached the limit on the number of load balancers for your Amazon Web Services account.",
  );
}

/** @throws AwsError TooManyTargetGroups */
export function refuseTargetGroup({ state, quotas }: Limited, place: Parameters<typeof inPlace>[1]): void {
  if (inPlace(state.targetGroups, place).length < quotas['target-groups']) return;
  throw new AwsError(
    'TooManyTargetGroups',
    "You've reached the limit on the number of target groups for your Amazon Web Services account.",
  );
}

/**
 * A target group counts once for a load balancer, however many rules send requests to it.
 * @param after the state as it is to be
 * @throws AwsError TooManyUniqueTargetGroupsPerLoadBalancer
 */
export function refuseUniqueGroups(
  { state, quotas }: Limited,
  loadBalancerArn: string,
  after: Partial<Elbv2State>,
): void {
  const count = groupsUsed({ ...state, ...after }, loadBalancerArn);
  const isMore = count > groupsUsed(state, loadBalancerArn);
  if (!isMore || count <= quotas['target-groups-per-application-load-balancer']) return;
  throw new AwsError(
    'TooManyUniqueTargetGroupsPerLoadBalancer',
    "You've reached the limit on the number of unique target groups per load balancer across all listeners. " +
      'If a target group is used by multiple actions for a load balancer, it is counted as only one use.',
  );
}

const groupsUsed = (state: Elbv2State, loadBalancerArn: string): number =>
  [...loadBalancersByGroup(state).values()].filter((users) => users.has(loadBalancerArn)).length;
