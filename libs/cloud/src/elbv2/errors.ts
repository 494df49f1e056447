import { AwsError } from '../kernel';

/** A request that ELBv2 refuses for one of its values. */
export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

/** A load balancer that is not there. */
export const loadBalancerNotFound = (): AwsError =>
  new AwsError('LoadBalancerNotFound', 'One or more load balancers not found');

/** A listener that is not there. */
export const listenerNotFound = (): AwsError => new AwsError('ListenerNotFound', 'One or more listeners not found');

/** A rule that is not there. */
export const ruleNotFound = (): AwsError => new AwsError('RuleNotFound', 'One or more rules not found');

/** A target group that is not there. */
export const targetGroupNotFound = (): AwsError =>
  new AwsError('TargetGroupNotFound', 'One or more target groups not found');

/** A configuration that cannot be. */
export const invalidConfiguration = (message: string): AwsError => new AwsError('InvalidConfigurationRequest', message);

/** Something that real ELB does and the embedded cloud does not: said aloud, never ignored. */
export const notBuilt = (what: string): AwsError =>
  invalidConfiguration(`${what} is not built into the embedded cloud.`);
