import { randomBytes } from 'node:crypto';
import { type CallContext } from '../kernel';

/** Where a resource lives: names are unique in it. */
export type Place = Pick<CallContext, 'region' | 'account'>;

const prefixOf = ({ region, account }: Place): string => `arn:aws:elasticloadbalancing:${region}:${account}:`;

const newId = (): string => randomBytes(8).toString('hex');

/** Makes the ARN of a new load balancer. */
export const loadBalancerArn = (place: Place, name: string): string =>
  `${prefixOf(place)}loadbalancer/app/${name}/${newId()}`;

/** Makes the ARN of a new listener of a load balancer. */
export const listenerArn = (ofLoadBalancer: string): string =>
  `${ofLoadBalancer.replace(':loadbalancer/', ':listener/')}/${newId()}`;

/** Makes the ARN of a new rule of a listener. */
export const ruleArn = (ofListener: string): string =>
  `${ofListener.replace(':listener/', ':listener-rule/')}/${newId()}`;

/** Makes the ARN of a new target group. */
export const targetGroupArn = (place: Place, name: string): string =>
  `${prefixOf(place)}targetgroup/${name}/${newId()}`;

/** The resources of a kind that a caller can see: those of its account in its region. */
export const inPlace = <Resource extends { arn: string }>(all: Record<string, Resource>, place: Place): Resource[] =>
  Object.values(all).filter(({ arn }) => arn.startsWith(prefixOf(place)));
