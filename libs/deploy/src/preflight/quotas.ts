import { type Check, type Environment } from '@longshore/model';
import { awsCommand } from '../aws/command-line';
import { forwardsTo, type Routing } from '../read/live';

/** Something of which AWS gives only so many. */
export interface Quota {
  subject: string;
  /** How many there are. */
  used: number;
  /** How many the run is to make, this release among them. */
  needed: number;
  /** The most there may be; undefined if the caller may not know. */
  max: number | undefined;
  /** Whether the most is the default of AWS, which the account may have had raised. */
  isDefault?: boolean;
  /** The command that finds out, or asks for more. */
  fix: string;
}

/** How much of a quota is near its end. */
const near = 0.9;

/** Checks that a release does not exceed a quota: AWS would refuse it half-way. */
export function checkQuota({ subject, used, needed, max, isDefault = false, fix }: Quota): Check {
  if (max === undefined) {
    const what = 'the caller may not read it (elasticloadbalancing:DescribeAccountLimits)';
    return { subject, result: 'SKIP', what, fix };
  }
  const after = used + needed;
  const quota = isDefault ? `the default quota of ${max}` : `the quota of ${max}`;
  if (after > max) {
    const more = needed === 1 ? '1 more is needed' : `${needed} more are needed in this run`;
    const what = `${used} of ${quota} are used, and ${more}`;
    return { subject, result: isDefault ? 'WARN' : 'FAIL', what, fix };
  }
  if (after >= max * near) return { subject, result: 'WARN', what: `${after} of ${quota} with this release`, fix };
  return { subject, result: 'OK', what: `${after} of ${quota} with this release` };
}

/** The embedded cloud has no Service Quotas: it takes others when it starts. */
const quotaCommand = (spec: Environment['spec'], words: string): string =>
  spec.embedded ? 'npx longshore cloud --help' : awsCommand(spec, `service-quotas ${words}`);

/** What of a load balancer and a cluster is used, and what a run is to make. */
export interface Usage {
  loadBalancerArn: string;
  routing: Routing;
  rulesOfOthers: number;
  /** By the names of DescribeAccountLimits; undefined if the caller may not know. */
  limits: Record<string, number> | undefined;
  /** Names of target groups that the run is to make. */
  toMake: ReadonlySet<string>;
  /** Rules that are made before the one goes that they replace. */
  replaced: number;
}

/** The quotas of a load balancer that a release needs. */
export function loadBalancerQuotas(usage: Usage, { spec }: Environment): Quota[] {
  const limitsCommand = awsCommand(spec, 'elbv2 describe-account-limits');
  const increaseCommand = quotaCommand(spec, 'list-service-quotas --service-code elasticloadbalancing');
  const { loadBalancerArn, routing, rulesOfOthers, limits, toMake, replaced } = usage;
  const { rules, targetGroups } = routing;
  const attached = targetGroups.filter(({ LoadBalancerArns = [] }) => LoadBalancerArns.includes(loadBalancerArn));
  const without = (names: (string | undefined)[]) => [...toMake].filter((name) => !names.includes(name)).length;
  const routed = targetGroups.filter(({ TargetGroupArn }) => rules.some((rule) => forwardsTo(rule, TargetGroupArn)));
  const max = (name: string) => limits?.[name];
  return [
    {
      subject: 'rules of the load balancer',
      used: rules.length + rulesOfOthers,
      needed: without(namesOf(routed)) + replaced,
      max: max('rules-per-application-load-balancer'),
      fix: limits ? increaseCommand : limitsCommand,
    },
    {
      subject: 'target groups of the load balancer',
      used: attached.length,
      needed: without(namesOf(attached)),
      max: max('target-groups-per-application-load-balancer'),
      fix: limitsCommand,
    },
    {
      subject: 'target groups of the region',
      used: targetGroups.length,
      needed: without(namesOf(targetGroups)),
      max: max('target-groups'),
      fix: limits ? increaseCommand : limitsCommand,
    },
  ];
}

/** How many services a cluster has by default: "Services per cluster", Amazon ECS endpoints and quotas. */
const servicesPerCluster = 5000;

/** ECS does not say what the account may have: Service Quotas does. */
export const clusterQuota = (cluster: string, used: number, needed: number, { spec }: Environment): Quota => ({
  subject: `services of cluster ${cluster}`,
  used,
  needed,
  max: servicesPerCluster,
  isDefault: true,
  fix: quotaCommand(spec, 'get-service-quota --service-code ecs --quota-code L-9EF96962'),
});

const namesOf = (groups: Routing['targetGroups']): (string | undefined)[] =>
  groups.map(({ TargetGroupName }) => TargetGroupName);
