import { type ImageSource } from '@longshore/runtime';

/** A target of a target group: an address and a port. */
export interface Target {
  id: string;
  port: number;
}

/** How a target does, in the words of DescribeTargetHealth. */
export interface TargetHealth {
  state: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining';
  /** As `Target.ResponseCodeMismatch`. */
  reason?: string;
  description?: string;
}

/** What ECS asks of the load balancer: implemented by `elbv2/`. */
export interface TargetGroups {
  /** Whether there is such a target group. */
  has(targetGroupArn: string): boolean;
  /** Whether a listener rule sends requests to it: ECS refuses a service whose target group has none. */
  hasLoadBalancer(targetGroupArn: string): boolean;
  register(targetGroupArn: string, target: Target): void;
  /** Starts draining; the target is `unused` when its deregistration delay is over. */
  deregister(targetGroupArn: string, target: Target): void;
  /** `unused` for a target that is not registered. */
  health(targetGroupArn: string, target: Target): TargetHealth;
  /** Calls back whenever a target's health state changes, so that nobody need poll; returns what ends that. */
  onHealthChange(listener: (targetGroupArn: string, target: Target) => void): () => void;
}

/** What ECS asks of the registry: implemented by `registry/`. */
export interface Images {
  /**
   * Finds an image by `host/repository@sha256:…` or `host/repository:tag`.
   * @throws an Error whose message is that of the engine for an image that is not there, as `…: not found`
   */
  resolve(reference: string): Promise<ImageSource>;
}

/** What ECS asks for the secrets of a task: implemented by `ssm/`. */
export interface Parameters {
  /** The newest value by name or ARN; undefined where there is none. */
  value(nameOrArn: string): string | undefined;
}
