import { type Constraints, oneOf } from '../kernel';

const operations = [
  'DeleteScalingPolicy',
  'DeregisterScalableTarget',
  'DescribeScalableTargets',
  'DescribeScalingActivities',
  'DescribeScalingPolicies',
  'PutScalingPolicy',
  'RegisterScalableTarget',
];

/** The members of requests that take one of a list of values, with the list's name: what the SDK's types say. */
const enums = {
  ...forAll('ScalableDimension', 'ScalableDimension'),
  ...forAll('ServiceNamespace', 'ServiceNamespace'),
  'CustomizedMetricSpecification.Statistic': 'MetricStatistic',
  'PredefinedMetricSpecification.PredefinedMetricType': 'MetricType',
  'PredictiveScalingPolicyConfiguration.MaxCapacityBreachBehavior': 'PredictiveScalingMaxCapacityBreachBehavior',
  'PredictiveScalingPolicyConfiguration.Mode': 'PredictiveScalingMode',
  'PutScalingPolicyRequest.PolicyType': 'PolicyType',
  'StepScalingPolicyConfiguration.AdjustmentType': 'AdjustmentType',
  'StepScalingPolicyConfiguration.MetricAggregationType': 'MetricAggregationType',
};

const resource = { length: [1, 1600] } as const;
const policyName = { length: [1, 256] } as const;
const dimensions = { length: [0, 30] } as const;
const metricText = { length: [1, 255] } as const;

/** What Application Auto Scaling asks of values beyond their types, before an operation sees them. Source: the API reference. */
export const autoScalingConstraints: Constraints = {
  code: () => 'ValidationException',
  members: {
    ...oneOf(enums),
    'DeleteScalingPolicyRequest.PolicyName': resource,
    'DeleteScalingPolicyRequest.ResourceId': resource,
    'DeregisterScalableTargetRequest.ResourceId': resource,
    'DescribeScalingActivitiesRequest.ResourceId': resource,
    'DescribeScalingPoliciesRequest.ResourceId': resource,
    'PredefinedMetricSpecification.ResourceLabel': { length: [1, 1023] },
    'PutScalingPolicyRequest.PolicyName': policyName,
    'PutScalingPolicyRequest.ResourceId': resource,
    'RegisterScalableTargetRequest.ResourceId': resource,
    'RegisterScalableTargetRequest.RoleARN': resource,
    'TargetTrackingMetric.Dimensions': dimensions,
    'TargetTrackingMetric.MetricName': metricText,
    'TargetTrackingMetric.Namespace': metricText,
    'TargetTrackingMetricDataQuery.Expression': { length: [1, 2048] },
    'TargetTrackingMetricDataQuery.Id': metricText,
    'TargetTrackingMetricDataQuery.Label': { length: [0, 2047] },
    'TargetTrackingMetricDimension.Name': metricText,
    'TargetTrackingMetricDimension.Value': { length: [1, 1024] },
    'TargetTrackingMetricStat.Stat': { length: [1, 100] },
  },
};

function forAll(member: string, values: string): Record<string, string> {
  return Object.fromEntries(operations.map((operation) => [`${operation}Request.${member}`, values]));
}
