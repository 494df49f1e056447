import { type MetricType, type TargetTrackingScalingPolicyConfiguration } from '../aws/shapes';
import { type ResolvedService } from '../resolve/resolve-service';

/** What Application Auto Scaling is to do with a service. */
export interface DesiredScaling {
  min: number;
  max: number;
  /** Target tracking policies by name; that of requests lacks its label as long as no target group is there. */
  policies: Record<string, TargetTrackingScalingPolicyConfiguration>;
}

/** What the names of our policies begin with; those of others are left alone. */
export const policyPrefix = 'longshore-';

const metricOf = {
  cpu: 'ECSServiceAverageCPUUtilization',
  memory: 'ECSServiceAverageMemoryUtilization',
  requestsPerTarget: 'ALBRequestCountPerTarget',
} as const satisfies Record<string, MetricType>;

/** Renders the scaling of a service; undefined where it has none. */
export function renderScaling({ copies, scaling }: ResolvedService): DesiredScaling | undefined {
  if (!scaling || copies.max === undefined) return undefined;
  const policies = Object.entries(metricOf).flatMap(([measure, PredefinedMetricType]) => {
    const TargetValue = scaling[measure as keyof typeof metricOf];
    if (TargetValue === undefined) return [];
    const configuration = {
      TargetValue,
      PredefinedMetricSpecification: { PredefinedMetricType },
      ScaleOutCooldown: scaling.scaleOutSeconds,
      ScaleInCooldown: scaling.scaleInSeconds,
    };
    return [[`${policyPrefix}${measure}`, configuration] as const];
  });
  return { min: copies.min, max: copies.max, policies: Object.fromEntries(policies) };
}

/**
 * The policies with the label by which a metric of the load balancer is found. Source of its form,
 * `app/NAME/ID/targetgroup/NAME/ID`: PredefinedMetricSpecification, Application Auto Scaling API reference.
 */
export function labelled(
  { policies }: DesiredScaling,
  listenerArn: string,
  targetGroupArn: string,
): DesiredScaling['policies'] {
  const balancer = listenerArn.split('/').slice(1, 4).join('/');
  const group = targetGroupArn.slice(targetGroupArn.lastIndexOf(':') + 1);
  return Object.fromEntries(
    Object.entries(policies).map(([name, policy]) => {
      const metric = policy.PredefinedMetricSpecification;
      if (metric?.PredefinedMetricType !== metricOf.requestsPerTarget) return [name, policy];
      return [name, { ...policy, PredefinedMetricSpecification: { ...metric, ResourceLabel: `${balancer}/${group}` } }];
    }),
  );
}
