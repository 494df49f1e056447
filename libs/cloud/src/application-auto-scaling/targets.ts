import { randomBytes } from 'node:crypto';
import {
  type DeregisterScalableTargetRequest,
  type DescribeScalableTargetsRequest,
  type DescribeScalableTargetsResponse,
  type RegisterScalableTargetRequest,
  type RegisterScalableTargetResponse,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { type CallContext, type OperationTable } from '../kernel';
import { type AutoScalingContext } from './context';
import { objectNotFound, validationError } from './errors';
import { keyOf, page, targetsIn, wordsOf } from './lookup';
import { type TargetRecord } from './state';

/** Operations on what may be scaled. */
export const targetOperations = (scaling: AutoScalingContext): OperationTable => ({
  RegisterScalableTarget: async (
    input: RegisterScalableTargetRequest,
    context: CallContext,
  ): Promise<RegisterScalableTargetResponse> => {
    await checkResource(scaling, input, context);
    const key = keyOf(context, input);
    const target = changed(scaling.state.targets[key] ?? newTarget(input, context, scaling.clock.now()), input);
    scaling.state.targets[key] = target;
    return { ScalableTargetARN: target.arn };
  },

  DeregisterScalableTarget: (input: DeregisterScalableTargetRequest, context: CallContext): object => {
    const key = keyOf(context, input);
    if (!scaling.state.targets[key]) throw objectNotFound(`No scalable target found ${wordsOf(input)}`);
    delete scaling.state.targets[key];
    return {};
  },

  DescribeScalableTargets: (
    input: DescribeScalableTargetsRequest,
    context: CallContext,
  ): DescribeScalableTargetsResponse => {
    const { items, NextToken } = page(targetsIn(scaling, context, input), input);
    return { ScalableTargets: items.map(describe), NextToken };
  },
});

/** Of what AWS can scale, only the services of ECS are here. */
async function checkResource(
  scaling: AutoScalingContext,
  { ServiceNamespace, ResourceId = '', ScalableDimension }: RegisterScalableTargetRequest,
  context: CallContext,
): Promise<void> {
  if (ServiceNamespace !== 'ecs' || ScalableDimension !== 'ecs:service:DesiredCount') {
    throw validationError(
      `Scaling of ${ServiceNamespace} by ${ScalableDimension} is not built into the embedded cloud.`,
    );
  }
  const [, cluster = '', service = ''] = /^service\/([\w-]+)\/([\w-]+)$/.exec(ResourceId) ?? [];
  if (service === '')
    throw validationError(`Unsupported service namespace, resource type or scalable dimension: ${ResourceId}`);
  if (!(await scaling.serviceExists(cluster, service, context))) {
    throw validationError(`ECS service doesn't exist: ${ResourceId}`);
  }
}

function newTarget(input: RegisterScalableTargetRequest, { region, account }: CallContext, now: number): TargetRecord {
  const { MinCapacity: min, MaxCapacity: max, ServiceNamespace: namespace = '', Tags: tags = {} } = input;
  if (min === undefined || max === undefined) {
    throw validationError('Minimum and maximum capacity are required to register a new scalable target.');
  }
  return {
    arn: `arn:aws:application-autoscaling:${region}:${account}:scalable-target/${randomBytes(18).toString('hex')}`,
    ...{ region, account, namespace, min, max, tags },
    resourceId: input.ResourceId ?? '',
    dimension: input.ScalableDimension ?? '',
    roleArn:
      `arn:aws:iam::${account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/` +
      'AWSServiceRoleForApplicationAutoScaling_ECSService',
    createdAt: now,
    suspended: {
      DynamicScalingInSuspended: false,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: false,
    },
    policies: [],
  };
}

/** What a request leaves out stays as it is. */
function changed(target: TargetRecord, input: RegisterScalableTargetRequest): TargetRecord {
  const { MinCapacity: min = target.min, MaxCapacity: max = target.max, RoleARN: roleArn = target.roleArn } = input;
  if (min < 0) throw validationError('Minimum capacity cannot be less than 0');
  if (max < min) throw validationError('Maximum capacity cannot be less than minimum capacity');
  return { ...target, min, max, roleArn, suspended: { ...target.suspended, ...input.SuspendedState } };
}

const describe = (target: TargetRecord): ScalableTarget => ({
  ServiceNamespace: target.namespace as ScalableTarget['ServiceNamespace'],
  ResourceId: target.resourceId,
  ScalableDimension: target.dimension as ScalableTarget['ScalableDimension'],
  MinCapacity: target.min,
  MaxCapacity: target.max,
  RoleARN: target.roleArn,
  CreationTime: new Date(target.createdAt),
  SuspendedState: target.suspended,
  ScalableTargetARN: target.arn,
});
