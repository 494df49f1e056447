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
  /** The value by name or ARN, of the version behind a further colon or else the newest; undefined where there is none. */
  value(nameOrArn: string): string | undefined;
}

/** A version of a secret; the current one where neither label nor id is given. */
export interface SecretReference {
  arn: string;
  /** A staging label, as AWSPREVIOUS. */
  stage?: string;
  versionId?: string;
}

/** What ECS asks for the secrets of a task: implemented by `secrets-manager/`. */
export interface Secrets {
  /**
   * The text of a secret; undefined where it is binary.
   * @throws AwsError ResourceNotFoundException, InvalidRequestException for a secret that is marked for deletion
   */
  value(reference: SecretReference): string | undefined;
}

/** A log stream that a container writes to. */
export interface LogStream {
  /** Adds a line that was written so many milliseconds after 1970; it is on disk soon after. */
  add(at: number, line: string): void;
  /** Resolves when all lines so far are on disk. */
  flush(): Promise<void>;
}

/** Where a log stream is, and what to do where its group is not. */
export interface LogStreamRequest {
  region: string;
  account: string;
  group: string;
  stream: string;
  createGroup: boolean;
}

/** What ECS asks of CloudWatch Logs for the `awslogs` driver: implemented by `logs/`. */
export interface LogStreams {
  /**
   * Opens a log stream, made where it is missing.
   * @throws AwsError ResourceNotFoundException where its group is missing
   */
  open(request: LogStreamRequest): LogStream;
}
