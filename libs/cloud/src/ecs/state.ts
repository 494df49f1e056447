import {
  type CapacityProviderStrategyItem,
  type Deployment,
  type DeploymentCircuitBreaker,
  type LoadBalancer,
  type Service,
  type ServiceDeploymentStatus,
  type Tag,
  type Task,
  type TaskDefinition,
  type TaskStopCode,
} from '@aws-sdk/client-ecs';

/** A shape of the SDK as the state keeps it: its times are milliseconds since 1970, since JSON has no dates. */
export type Stored<T> = {
  [Key in keyof T]: Exclude<T[Key], Date> | (Extract<T[Key], Date> extends never ? never : number);
};

/** All that ECS keeps between two starts of the cloud. */
export interface EcsState {
  /** By ARN. */
  clusters: Record<string, ClusterRecord>;
  /** By region and family, as `us-east-1/rooms`. */
  families: Record<string, FamilyRecord>;
  /** By ARN. */
  services: Record<string, ServiceRecord>;
  /** By ARN; stopped ones for an hour. */
  tasks: Record<string, TaskRecord>;
  /** Answers of RunTask by cluster ARN and clientToken. */
  runTaskTokens: Record<string, RunTaskToken>;
}

/** A cluster. */
export interface ClusterRecord {
  arn: string;
  name: string;
  status: 'ACTIVE' | 'INACTIVE';
  settings: { name?: 'containerInsights'; value?: string }[];
  capacityProviders: string[];
  /** Where services and tasks run that do not say. */
  defaultStrategy?: CapacityProviderStrategyItem[];
  tags: Tag[];
}

/** A family of task definitions: revision numbers are never used twice. */
export interface FamilyRecord {
  latest: number;
  /** By revision number. */
  revisions: Record<string, TaskDefinitionRecord>;
}

/** A revision of a task definition, with its tags. */
export interface TaskDefinitionRecord {
  definition: Stored<TaskDefinition> & { taskDefinitionArn: string; family: string; revision: number };
  tags: Tag[];
}

/** What a deployment fixes: a change of any of it starts a new one. */
export interface Revision {
  arn: string;
  taskDefinition: string;
  createdAt: number;
  launchType?: Deployment['launchType'];
  capacityProviderStrategy?: Deployment['capacityProviderStrategy'];
  platformVersion?: string;
  networkConfiguration?: Deployment['networkConfiguration'];
  loadBalancers: LoadBalancer[];
}

/** Slows down starts that keep failing. */
export interface Throttle {
  /** Rounds of failed starts in a row; tasks that started together are one round. */
  rounds: number;
  /** Start of the current round: failures of tasks launched before it add nothing. */
  since: number;
  /** No start before this time. */
  notBefore: number;
}

/** An entry of `deployments[]`. */
export interface DeploymentRecord {
  /** As `ecs-svc/1234567890123456789`. */
  id: string;
  status: 'PRIMARY' | 'ACTIVE';
  revision: Revision;
  serviceDeploymentArn: string;
  createdAt: number;
  updatedAt: number;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  /** What the circuit breaker counts. */
  failedTasks: number;
  throttle: Throttle;
  /** Whether the event about a floor and ceiling that leave no room was written. */
  stuck: boolean;
}

/** A service deployment, as the newer API shows it. */
export interface ServiceDeploymentRecord {
  arn: string;
  status: ServiceDeploymentStatus;
  statusReason?: string;
  deploymentId: string;
  sourceRevisions: string[];
  targetRevision: string;
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  stoppedAt?: number;
  updatedAt: number;
  /** Failed tasks of the target revision; the deployment itself is gone some time after it ended. */
  failureCount: number;
  threshold: number;
  breakerStatus: 'DISABLED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED';
  rollback?: { reason: string; startedAt: number; serviceRevisionArn: string };
}

/** What the scheduler remembers of a task that it started. */
export interface ScheduledTask {
  deploymentId: string;
  launchedAt: number;
  lastStatus: string;
  /** When it reached RUNNING. */
  startedAt?: number;
  /** Whether it was healthy at any time. */
  everHealthy: boolean;
  healthy: boolean;
  /** Whether its checks failed when it was last judged. */
  ailing?: boolean;
  /** Set once the scheduler has asked for its end. */
  stopping: boolean;
  /** Target groups that it is registered in. */
  registeredIn: string[];
  /** As `us-east-1a`. */
  availabilityZone?: string;
}

/** Tasks on their way from one availability zone to another. */
export interface Rebalancing {
  deploymentId: string;
  desiredCount: number;
  /** ARNs of the tasks that take the places of others. */
  started: string[];
}

/** Floor, ceiling and circuit breaker of a service. */
export interface RollingConfiguration {
  minimumHealthyPercent: number;
  maximumPercent: number;
  deploymentCircuitBreaker?: DeploymentCircuitBreaker;
}

/** A service with all that its scheduler needs: one step of the scheduler makes a new one of the old. */
export interface ServiceRecord {
  arn: string;
  name: string;
  clusterArn: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  createdAt: number;
  createdBy: string;
  /** Fields of the request that are only kept and shown. */
  shown: Pick<
    Stored<Service>,
    | 'availabilityZoneRebalancing'
    | 'enableECSManagedTags'
    | 'placementConstraints'
    | 'placementStrategy'
    | 'propagateTags'
    | 'roleArn'
  >;
  tags: Tag[];
  clientToken?: string;
  /** The request that made it, to tell a repeated call from a different one. */
  requestHash: string;
  desiredCount: number;
  configuration: RollingConfiguration;
  healthCheckGracePeriodSeconds: number;
  /** Newest first; the first is PRIMARY. */
  deployments: DeploymentRecord[];
  /** The newest deployment that completed: where a rollback goes. */
  lastCompleted?: DeploymentRecord;
  /** Newest first. */
  serviceDeployments: ServiceDeploymentRecord[];
  /** By ARN. */
  revisions: Record<string, Revision>;
  /** Tasks that are not stopped, by ARN. */
  scheduled: Record<string, ScheduledTask>;
  /** Set while its tasks are moved between availability zones. */
  rebalancing?: Rebalancing;
  /** Newest first, 100 at most. */
  events: { id: string; createdAt: number; message: string }[];
  /** Whether the last event of its kind says that it is steady. */
  steady: boolean;
  /** Makes ids that nobody can guess yet every replay gives again. */
  seed: string;
  /** Ids made so far. */
  serial: number;
}

/** Where a task's container is registered. */
export interface RegisteredTarget {
  targetGroupArn: string;
  containerPort: number;
  id: string;
  port: number;
}

/** A task: what DescribeTasks shows of it, and what its life cycle needs. */
export interface TaskRecord {
  task: Stored<Task> & {
    taskArn: string;
    clusterArn: string;
    taskDefinitionArn: string;
    lastStatus: string;
    desiredStatus: string;
    containers: NonNullable<Stored<Task>['containers']>;
    tags: Tag[];
  };
  /** The service whose scheduler started it. */
  serviceArn?: string;
  loadBalancers: LoadBalancer[];
  targets: RegisteredTarget[];
}

/** Why a task ends. */
export interface Stop {
  code: TaskStopCode;
  reason: string;
}

/** The answer to a RunTask with a clientToken. */
export interface RunTaskToken {
  requestHash: string;
  taskArns: string[];
  at: number;
}

/** The state before the first call. */
export const emptyState = (): EcsState => ({
  clusters: {},
  families: {},
  services: {},
  tasks: {},
  runTaskTokens: {},
});
