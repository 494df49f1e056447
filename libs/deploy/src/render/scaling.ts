import { type MetricType, type TargetTrackingScalingPolicyConfiguration } from '../aws/shapes';
import { type Resources } from '../read/resources';
import { type ResolvedService } from '../resolve/resolve-service';
import { type Names } from './names';

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

type Named = [measure: string, policy: TargetTrackingScalingPolicyConfiguration];

/** Renders the scaling of a service; undefined where it has none. */
export function renderScaling(
  { copies, scaling, http, queue }: ResolvedService,
  { cluster }: Resources,
  names: Names,
): DesiredScaling | undefined {
  if (!scaling || copies.max === undefined) return undefined;
  const policies = Object.entries(metricOf).flatMap(([measure, PredefinedMetricType]): Named[] => {
    const TargetValue = scaling[measure as keyof typeof metricOf];
    if (TargetValue === undefined || (measure === 'requestsPerTarget' && !http)) return [];
    return [[measure, { TargetValue, PredefinedMetricSpecification: { PredefinedMetricType } }]];
  });
  const { messagesPerTask, scaleOutSeconds, scaleInSeconds } = scaling;
  const tracked: Named[] =
    messagesPerTask && queue
      ? [...policies, ['messagesPerTask', backlogOf(messagesPerTask, cluster, names)]]
      : policies;
  const cooldowns = { ScaleOutCooldown: scaleOutSeconds, ScaleInCooldown: scaleInSeconds };
  const named = tracked.map(([measure, policy]) => [`${policyPrefix}${measure}`, { ...policy, ...cooldowns }] as const);
  return { min: copies.min, max: copies.max, policies: Object.fromEntries(named) };
}

/**
 * Waiting messages for each running task, by metric math. Source of its form: "Create a target tracking scaling policy
 * using metric math", Application Auto Scaling user guide. RunningTaskCount is a metric of Container Insights.
 */
const backlogOf = (
  TargetValue: number,
  cluster: string,
  { service, queue }: Names,
): TargetTrackingScalingPolicyConfiguration => ({
  TargetValue,
  CustomizedMetricSpecification: {
    Metrics: [
      metric('waiting', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Sum', { QueueName: queue }),
      metric('tasks', 'ECS/ContainerInsights', 'RunningTaskCount', 'Average', {
        ClusterName: cluster.slice(cluster.lastIndexOf('/') + 1),
        ServiceName: service,
      }),
      { Id: 'backlog', Expression: 'waiting / tasks', Label: 'Waiting messages for each task', ReturnData: true },
    ],
  },
});

const metric = (
  Id: string,
  Namespace: string,
  MetricName: string,
  Stat: string,
  dimensions: Record<string, string>,
) => ({
  Id,
  MetricStat: {
    Metric: {
      Namespace,
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Stat,
  },
  ReturnData: false,
});

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
