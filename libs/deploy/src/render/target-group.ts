import { type CreateTargetGroupCommandInput } from '../aws/shapes';
import { type Resources } from '../read/resources';
import { type ResolvedHttp, type ResolvedService } from '../resolve/resolve-service';

/** A target group but for its name. Port, protocol, VPC and type cannot be changed later. */
export type TargetGroupSettings = Omit<CreateTargetGroupCommandInput, 'Name'>;

/** Attributes of a target group, all of them strings. */
export type TargetGroupAttributes = Record<'deregistration_delay.timeout_seconds', string>;

/** Renders a target group. Every task has an address of its own, hence the type `ip`. */
export const renderTargetGroup = ({ port, health }: ResolvedHttp, { vpcId }: Resources): TargetGroupSettings => ({
  Protocol: 'HTTP',
  Port: port,
  VpcId: vpcId,
  TargetType: 'ip',
  HealthCheckProtocol: 'HTTP',
  HealthCheckPath: health.path,
  HealthCheckIntervalSeconds: health.intervalSeconds,
  HealthCheckTimeoutSeconds: health.timeoutSeconds,
  HealthyThresholdCount: health.healthyThreshold,
  UnhealthyThresholdCount: health.unhealthyThreshold,
  Matcher: { HttpCode: health.codes },
});

/** Renders what a target group is told apart from its settings. */
export const renderAttributes = ({ drainSeconds }: ResolvedService['rollout']): TargetGroupAttributes => ({
  'deregistration_delay.timeout_seconds': String(drainSeconds),
});
