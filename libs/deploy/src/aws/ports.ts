import { type Route } from '@longshore/model';
import {
  type CreateServiceCommandInput,
  type CreateTargetGroupCommandInput,
  type ModifyTargetGroupCommandInput,
  type RegisterTaskDefinitionCommandInput,
  type Rule,
  type RunTaskCommandInput,
  type ScalableTarget,
  type ScalingPolicy,
  type Service,
  type TargetGroup,
  type TargetTrackingScalingPolicyConfiguration,
  type Task,
  type TaskDefinition,
  type UpdateServiceCommandInput,
} from './shapes';

/** A revision of a task definition with the tags that say what was released. */
export interface TaggedTaskDefinition {
  taskDefinition: TaskDefinition;
  tags: Record<string, string>;
}

/** The ECS services of one cluster. */
export interface Services {
  /** Services by name, ten a call, with their tags; one that is not there is left out. */
  describe(names: string[]): Promise<Service[]>;
  /** Names of all services of the cluster. */
  names(): Promise<string[]>;
  create(input: Omit<CreateServiceCommandInput, 'cluster'>): Promise<Service>;
  update(input: Omit<UpdateServiceCommandInput, 'cluster'>): Promise<Service>;
  /** Stops every task of a service and deletes it; it is DRAINING until the last has stopped. */
  delete(name: string): Promise<void>;
  /** Stops the service deployment that is under way and goes back; false where none is. */
  rollBackUnderWay(name: string): Promise<boolean>;
}

/** Revisions of task definitions. */
export interface TaskDefinitions {
  /** A revision by ARN, or the newest ACTIVE one of a family; undefined where there is none. */
  describe(reference: string): Promise<TaggedTaskDefinition | undefined>;
  /** Registers a revision; a lost answer makes no second one. The tags tell it from every other. */
  register(input: RegisterTaskDefinitionCommandInput): Promise<TaskDefinition>;
  /** ARNs of a family's ACTIVE revisions, the newest first, so many at most. */
  newest(family: string, count: number): Promise<string[]>;
}

/** The tasks of one cluster. */
export interface Tasks {
  /** The tasks of a deployment that have stopped, ten at most; ECS keeps them for an hour. */
  stopped(deploymentId: string): Promise<Task[]>;
  /** ARNs of the tasks that a filter takes; those that have stopped are kept for an hour. */
  list(filter: TaskFilter): Promise<string[]>;
  /** Tasks by ARN, with their tags; one that is not there is left out. */
  describe(tasks: string[]): Promise<Task[]>;
  /** Starts one task; throws LS3116 where ECS has no place for it. */
  run(input: Omit<RunTaskCommandInput, 'cluster' | 'count'>): Promise<Task>;
  stop(task: string, reason: string): Promise<void>;
}

/** Which tasks are wanted: all of the cluster, of one family, or what somebody has started. */
export interface TaskFilter {
  family?: string;
  startedBy?: string;
  desiredStatus: 'RUNNING' | 'STOPPED';
}

/** A target as the load balancer sees it. */
export interface TargetState {
  /** ELBv2's own word, as `unhealthy`. */
  state: string;
  /** Why, if it is not healthy. */
  description?: string | undefined;
}

/** What is behind the listener's rules. */
export interface TargetGroups {
  list(): Promise<TargetGroup[]>;
  /** The targets of one; undefined if the caller may not ask. */
  health(targetGroupArn: string): Promise<TargetState[] | undefined>;
  attributes(targetGroupArn: string): Promise<Record<string, string>>;
  create(input: CreateTargetGroupCommandInput): Promise<TargetGroup>;
  modify(input: ModifyTargetGroupCommandInput): Promise<void>;
  setAttributes(targetGroupArn: string, attributes: Record<string, string>): Promise<void>;
  /** Registers one address as a target. */
  register(targetGroupArn: string, target: { ip: string; port: number }): Promise<void>;
  /** Deletes a target group that no rule names. */
  delete(targetGroupArn: string): Promise<void>;
}

/** The rules of one listener. */
export interface Rules {
  /** Every rule but the default one. */
  list(): Promise<Rule[]>;
  create(rule: Route & { targetGroupArn: string; priority: number }): Promise<void>;
  /** Changes which requests a rule sends on; where to stays as it is. */
  modify(ruleArn: string, route: Route): Promise<void>;
  setPriority(ruleArn: string, priority: number): Promise<void>;
  delete(ruleArn: string): Promise<void>;
}

/** Where the listener is reached. */
export interface Listener {
  /** As `http://127.0.0.1:8080`. */
  url(): Promise<string>;
}

/** Parameters of SSM Parameter Store that are no secrets. */
export interface Parameters {
  /** The parameters directly below a path that ends in a slash, by the rest of their names. */
  below(path: string): Promise<Record<string, string>>;
  /** The same at any depth. */
  allBelow(path: string): Promise<Record<string, string>>;
}

/** What Parameter Store says of a parameter beside its value. */
export interface DescribedParameter {
  name: string;
  type: string;
  version: string;
  /** ISO 8601. */
  changedAt: string | undefined;
}

/** Secrets in SSM Parameter Store. */
export interface Secrets {
  /** The newest version of each parameter, fifty a call; one that is not there is left out. Values are not read. */
  versions(names: string[]): Promise<DescribedParameter[]>;
  /** The parameters directly below a path. Values are not read. */
  describeBelow(path: string): Promise<DescribedParameter[]>;
  /**
   * Sets a parameter; one that is there keeps its type and its key.
   * @returns its new version
   */
  put(name: string, value: string, type: 'String' | 'SecureString'): Promise<string>;
  /** Deletes a parameter; none may be there. */
  delete(name: string): Promise<void>;
  /** Keeps a secret; where it is the same already, nothing is written. */
  putSecret(name: string, value: string): Promise<void>;
  /** The values of parameters, by the names or ARNs that were asked for; one that is not there is left out. */
  secrets(references: string[]): Promise<Record<string, string>>;
}

/** What Secrets Manager says of a secret beside its value. */
export interface DescribedSecret {
  /** As it was asked for. */
  arn: string;
  /** The id of the version that has each staging label, as AWSCURRENT. */
  stages: Record<string, string>;
  /** When a version was last added, in ISO 8601. */
  changedAt: string | undefined;
}

/** Which version of a secret is meant. */
export interface SecretVersion {
  stage: string;
  versionId?: string | undefined;
}

/** Secrets in Secrets Manager. */
export interface SecretStore {
  /** Secrets by ARN; one that is not there, or is about to be deleted, is left out. */
  describe(arns: string[]): Promise<DescribedSecret[]>;
  /**
   * The keys of a secret that is a JSON object, without their values; none for another secret.
   * @returns undefined where the caller may not read it
   */
  keys(arn: string, version: SecretVersion): Promise<string[] | undefined>;
  /** The text of a secret; undefined if it is not there. */
  value(arn: string, version: SecretVersion): Promise<string | undefined>;
  /**
   * Adds a version to a secret.
   * @returns its id
   */
  put(arn: string, value: string, stage: string): Promise<string>;
  /**
   * Creates a secret.
   * @returns its ARN and the id of its version
   */
  create(name: string, value: string): Promise<{ arn: string; version: string }>;
}

/** The roles of the account. */
export interface Roles {
  /** Who may take a role, as JSON; 'unreadable' where the caller may not know. */
  describe(name: string): Promise<{ trustPolicy: string } | 'missing' | 'unreadable'>;
}

/** A line that a container has written. */
export interface LogLine {
  /** Tells it from all others. */
  id: string;
  /** When, in milliseconds since 1970. */
  at: number;
  /** Name of the log stream: one for each container of each task. */
  stream: string;
  message: string;
}

/** Which lines of a log group are wanted. */
export interface LogQuery {
  /** Earliest time, in milliseconds since 1970. */
  since: number;
  /** What the names of the streams begin with. */
  streamPrefix?: string | undefined;
  /** Of the page before. */
  token?: string | undefined;
}

/** Logs in CloudWatch. */
export interface Logs {
  /**
   * Makes a log group that keeps its lines for so many days; one that is there stays as it is.
   * @returns whether it was made
   */
  createGroup(name: string, retentionDays: number): Promise<boolean>;
  /** Deletes a log group with all its lines. */
  deleteGroup(name: string): Promise<void>;
  /** Whether a log group is there. */
  hasGroup(name: string): Promise<boolean>;
  /** The newest lines of a stream, the oldest of them first, so many at most. */
  tail(group: string, stream: string, count: number): Promise<string[]>;
  /** A page of a group's lines, and the token of the next one where there is one. */
  read(group: string, query: LogQuery): Promise<{ lines: LogLine[]; token: string | undefined }>;
}

/** Application Auto Scaling of ECS services, each named as `service/CLUSTER/SERVICE`. */
export interface AutoScaling {
  targets(): Promise<ScalableTarget[]>;
  policies(): Promise<ScalingPolicy[]>;
  register(resource: string, capacity: { min: number; max: number }): Promise<void>;
  putPolicy(resource: string, name: string, policy: TargetTrackingScalingPolicyConfiguration): Promise<void>;
  deletePolicy(resource: string, name: string): Promise<void>;
  /** Ends the scaling of a service, with every policy. */
  deregister(resource: string): Promise<void>;
}

/** Queues of SQS, by name. */
export interface Queues {
  /** The attributes of a queue; undefined where it is not there. */
  attributes(name: string): Promise<Record<string, string> | undefined>;
  /**
   * Makes a queue, or sets the attributes of the one that is there.
   * @returns its ARN
   */
  put(name: string, attributes: Record<string, string>): Promise<string>;
  /** Deletes a queue with its messages; none may be there. */
  delete(name: string): Promise<void>;
}

/** Who is calling. */
export interface Identity {
  /** The caller's account, 12 digits. */
  account(): Promise<string>;
}

/** What ECS says of a cluster. */
export interface DescribedCluster {
  arn: string;
  tags: Record<string, string>;
  /** As ACTIVE. */
  status: string | undefined;
  /** How many services it has. */
  services: number;
}

/** A cluster: everything of ECS that the deployer uses. */
export interface Cluster {
  /** The cluster; undefined where it is not there. */
  describe(): Promise<DescribedCluster | undefined>;
  services: Services;
  taskDefinitions: TaskDefinitions;
  tasks: Tasks;
  /** Adds tags to a service, a revision, a task or the cluster; a tag that is there gets the new value. */
  tag(resourceArn: string, tags: Record<string, string>): Promise<void>;
}

/** What a load balancer may have, and has beside the listener's own. */
export interface Quotas {
  /** The account's limits, by the names of DescribeAccountLimits; undefined where the caller may not know them. */
  limits(): Promise<Record<string, number> | undefined>;
  /** How many rules the load balancer's other listeners have, but for their default ones. */
  rulesOfOthers(): Promise<number>;
}

/** A load balancer: everything of ELBv2 that the deployer uses. */
export interface LoadBalancer {
  /** Of the load balancer itself. */
  arn: string;
  quotas: Quotas;
  targetGroups: TargetGroups;
  rules: Rules;
  listener: Listener;
}

/** An AWS account in one region, as the deployer sees it. */
export interface Aws {
  identity: Identity;
  parameters: Parameters & Secrets;
  secrets: SecretStore;
  roles: Roles;
  logs: Logs;
  queues: Queues;
  scaling: AutoScaling;
  cluster(name: string): Cluster;
  loadBalancer(listenerArn: string): LoadBalancer;
  /** How many calls were made, by operation, as `ecs:UpdateService`. */
  calls: ReadonlyMap<string, number>;
}
