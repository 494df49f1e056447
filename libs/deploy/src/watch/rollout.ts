import { type Deployment, type Service } from '../aws/shapes';

/** A deployment of ours on its way to a verdict. */
export interface Rollout {
  /** The service's name. */
  service: string;
  /** The name of the ECS service. */
  serviceName: string;
  /** As `ecs-svc/…`. */
  deploymentId: string;
  /** When ECS made the deployment, by its clock, in milliseconds since 1970. */
  createdAt: number;
  /** The revision that was live before: where a rollback leads. */
  previousTaskDefinition?: string;
  /** When the rollout counts as timed out, in milliseconds since 1970. */
  deadlineAt: number;
}

/** What is known of a rollout at one moment. */
export interface Observation {
  /** Milliseconds since 1970. */
  now: number;
  rollout: Rollout;
  /** The ECS service as the last read showed it; undefined where it showed none. */
  service?: Service;
  /** Our deployment as it was last seen, and when. */
  lastSeen?: { deployment: Deployment; at: number };
  /** When our deployment was first seen to have failed, in milliseconds since 1970. */
  failedAt?: number;
  /** When the service itself was last seen, in milliseconds since 1970. */
  serviceSeenAt: number;
}
