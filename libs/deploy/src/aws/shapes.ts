/** The shapes of the AWS APIs that plans speak of: types alone, so that importing them loads no SDK. */
export type {
  ContainerDefinition,
  CreateServiceCommandInput,
  Deployment,
  HealthCheck,
  RegisterTaskDefinitionCommandInput,
  RunTaskCommandInput,
  Service,
  ServiceEvent,
  Tag,
  Task,
  TaskDefinition,
  ThresholdConfiguration,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
export type {
  MetricType,
  ScalableTarget,
  ScalingPolicy,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
export type {
  CreateTargetGroupCommandInput,
  ModifyTargetGroupCommandInput,
  Rule,
  RuleCondition,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
export type { ParameterMetadata } from '@aws-sdk/client-ssm';
