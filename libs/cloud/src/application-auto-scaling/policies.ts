import { randomUUID } from 'node:crypto';
import {
  type DeleteScalingPolicyRequest,
  type DescribeScalingActivitiesRequest,
  type DescribeScalingActivitiesResponse,
  type DescribeScalingPoliciesRequest,
  type DescribeScalingPoliciesResponse,
  type PutScalingPolicyRequest,
  type PutScalingPolicyResponse,
  type ScalingPolicy,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { type CallContext, type OperationTable } from '../kernel';
import { type AutoScalingContext } from './context';
import { objectNotFound, validationError } from './errors';
import { page, targetOf, targetsIn, wordsOf } from './lookup';
import { type PolicyRecord } from './state';

/** Operations on the policies by which something scales. No alarm is made of them: nothing evaluates them. */
export const policyOperations = (scaling: AutoScalingContext): OperationTable => ({
  PutScalingPolicy: (input: PutScalingPolicyRequest, context: CallContext): PutScalingPolicyResponse => {
    const target = targetOf(scaling, context, input);
    check(input);
    const known = target.policies.find(({ request }) => request.PolicyName === input.PolicyName);
    const policy = known ?? newPolicy(input, context, scaling.clock.now());
    policy.request = { ...policy.request, ...input };
    if (!known) target.policies.push(policy);
    return { PolicyARN: policy.arn, Alarms: [] };
  },

  DescribeScalingPolicies: (
    input: DescribeScalingPoliciesRequest,
    context: CallContext,
  ): DescribeScalingPoliciesResponse => {
    const ResourceIds = input.ResourceId === undefined ? undefined : [input.ResourceId];
    const found = targetsIn(scaling, context, { ...input, ResourceIds })
      .flatMap(({ policies }) => policies)
      .filter(({ request }) => !input.PolicyNames || input.PolicyNames.includes(request.PolicyName ?? ''));
    const { items, NextToken } = page(found, input);
    return { ScalingPolicies: items.map(describe), NextToken };
  },

  DeleteScalingPolicy: (input: DeleteScalingPolicyRequest, context: CallContext): object => {
    const [target] = targetsIn(scaling, context, { ...input, ResourceIds: [input.ResourceId ?? ''] });
    const kept = target?.policies.filter(({ request }) => request.PolicyName !== input.PolicyName);
    if (!target || !kept || kept.length === target.policies.length) {
      throw objectNotFound(`No scaling policy found ${wordsOf(input)}, policy name: ${input.PolicyName}`);
    }
    target.policies = kept;
    return {};
  },

  /** Nothing is ever scaled, so there is nothing to tell. */
  DescribeScalingActivities: (_input: DescribeScalingActivitiesRequest): DescribeScalingActivitiesResponse => ({
    ScalingActivities: [],
  }),
});

function check(input: PutScalingPolicyRequest): void {
  const { PolicyType = 'StepScaling' } = input;
  const configuration = {
    StepScaling: input.StepScalingPolicyConfiguration,
    TargetTrackingScaling: input.TargetTrackingScalingPolicyConfiguration,
    PredictiveScaling: input.PredictiveScalingPolicyConfiguration,
  }[PolicyType];
  if (!configuration) throw validationError(`A policy of the type ${PolicyType} requires its configuration.`);
  if (input.TargetTrackingScalingPolicyConfiguration) checkTracking(input.TargetTrackingScalingPolicyConfiguration);
}

/** A metric is one of AWS's own, or one of the user's: a name, or an expression over several. */
function checkTracking(configuration: TargetTrackingScalingPolicyConfiguration): void {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } = configuration;
  if ((predefined === undefined) === (customized === undefined)) {
    throw validationError('You must specify either a predefined or a customized metric specification, and not both.');
  }
  if (!customized) return;
  const { Metrics, MetricName, Namespace, Statistic } = customized;
  if (Metrics ? MetricName !== undefined : !MetricName || !Namespace || !Statistic) {
    throw validationError('A customized metric is either Metrics, or MetricName with Namespace and Statistic.');
  }
  if (Metrics && Metrics.filter(({ ReturnData = true }) => ReturnData).length !== 1) {
    throw validationError('Exactly one of the Metrics must return data.');
  }
}

function newPolicy(request: PutScalingPolicyRequest, { region, account }: CallContext, now: number): PolicyRecord {
  const resource = `resource/${request.ServiceNamespace}/${request.ResourceId}`;
  const arn = `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${randomUUID()}:${resource}:policyName/${request.PolicyName}`;
  return { arn, createdAt: now, request };
}

const describe = ({ arn, createdAt, request }: PolicyRecord): ScalingPolicy => ({
  ...request,
  PolicyARN: arn,
  PolicyName: request.PolicyName,
  ServiceNamespace: request.ServiceNamespace,
  ResourceId: request.ResourceId,
  ScalableDimension: request.ScalableDimension,
  PolicyType: request.PolicyType ?? 'StepScaling',
  CreationTime: new Date(createdAt),
  Alarms: [],
});
