import { type Digest } from './digest';

/** One release in the ledger of a service: a revision of its task definition, by its tags. */
export interface ReleaseRecord {
  service: string;
  revision: number;
  /** ARN. */
  taskDefinition: string;
  commit: string;
  /** First line of the commit's message. */
  subject?: string;
  digest: Digest;
  configHash: string;
  /** Identifies what was set by `longshore config`; absent if nothing was. */
  config?: string;
  /** What `longshore config` changed, if that is why there is the revision: `LOG_LEVEL=debug`. */
  change?: string;
  actor: string;
  run: string;
  /** ISO 8601. */
  releasedAt?: string;
  /** How its newest rollout ended; undefined while it has not. */
  verdict?: string;
  durationMs?: number;
  /** When it became healthy for the first time, in ISO 8601. */
  provenAt?: string;
  /** When a person went back from it, in ISO 8601. */
  withdrawnAt?: string;
  /** Which tests of its image did not run; absent if all did. */
  untested?: string;
  live: boolean;
}

/** What a service does in an environment: `orphan` runs there without a folder here, `missing` the other way round. */
export type ServiceState = 'steady' | 'unhealthy' | 'rolling' | 'failed' | 'short' | 'missing' | 'orphan';

/** How the load balancer sees the targets of a service. */
export interface Targets {
  healthy: number;
  /** Those that fail their health checks; others wait for their first ones. */
  unhealthy: number;
  /** Without those that are being drained. */
  total: number;
  /** What the load balancer says of one that fails. */
  why?: string;
}

/** A service in an environment as ECS and the load balancer show it now. */
export interface ServiceStatus {
  service: string;
  state: ServiceState;
  /** Copies that run, and that should. */
  running: number;
  desired: number;
  /** Absent for a service without targets, and where the caller may not ask. */
  targets?: Targets;
  /** Between which numbers it is scaled; absent where it is not. */
  copies?: { min: number; max: number };
  revision?: number;
  commit?: string;
  subject?: string;
  /** How many commits the checkout is ahead of what is live; undefined where git cannot tell. */
  behind?: number;
  /** Since when the revision is live, in ISO 8601. */
  since?: string;
  url?: string;
  /** Which tests of what is live did not run; absent if all did. */
  untested?: string;
  /** What an orphan goes away by. */
  destroy?: string;
  /** Why the newest release is not live. */
  heldBack?: string;
}

/** A line that a task of a service has written. */
export interface ServiceLine {
  /** ISO 8601. */
  at: string;
  /** Id of the task. */
  task: string;
  message: string;
}
