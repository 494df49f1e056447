import {
  type CreateServiceCommandInput,
  type CreateTargetGroupCommandInput,
  type ModifyTargetGroupCommandInput,
  type RegisterTaskDefinitionCommandInput,
  type Rule,
  type Service,
  type TargetGroup,
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
  /** Stops the service deployment that is under way and goes back; false where none is. */
  rollBackUnderWay(name: string): Promise<boolean>;
}

/** Revisions of task definitions. */
export interface TaskDefinitions {
  /** A revision by ARN, or the newest ACTIVE one of a family; undefined where there is none. */
  describe(reference: string): Promise<TaggedTaskDefinition | undefined>;
  register(input: RegisterTaskDefinitionCommandInput): Promise<TaskDefinition>;
  /** ARNs of a family's ACTIVE revisions, the newest first, so many at most. */
  newest(family: string, count: number): Promise<string[]>;
}

/** The tasks of one cluster. */
export interface Tasks {
  /** The tasks of a deployment that have stopped, ten at most; ECS keeps them for an hour. */
  stopped(deploymentId: string): Promise<Task[]>;
}

/** What is behind the listener's rules. */
export interface TargetGroups {
  list(): Promise<TargetGroup[]>;
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
  create(rule: { paths: string[]; targetGroupArn: string; priority: number }): Promise<void>;
  modify(ruleArn: string, rule: { paths: string[]; targetGroupArn: string }): Promise<void>;
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
}

/** Secrets in SSM Parameter Store. */
export interface Secrets {
  /** Keeps a secret; where it is the same already, nothing is written. */
  putSecret(name: string, value: string): Promise<void>;
}

/** Who is calling. */
export interface Identity {
  /** The caller's account, 12 digits. */
  account(): Promise<string>;
}

/** A cluster: everything of ECS that the deployer uses. */
export interface Cluster {
  /** The cluster's own ARN and tags. */
  describe(): Promise<{ arn: string; tags: Record<string, string> }>;
  services: Services;
  taskDefinitions: TaskDefinitions;
  tasks: Tasks;
  /** Adds tags to a service, a revision, a task or the cluster; a tag that is there gets the new value. */
  tag(resourceArn: string, tags: Record<string, string>): Promise<void>;
}

/** A load balancer: everything of ELBv2 that the deployer uses. */
export interface LoadBalancer {
  targetGroups: TargetGroups;
  rules: Rules;
  listener: Listener;
}

/** An AWS account in one region, as the deployer sees it. */
export interface Aws {
  identity: Identity;
  parameters: Parameters & Secrets;
  cluster(name: string): Cluster;
  loadBalancer(listenerArn: string): LoadBalancer;
  /** How many calls were made, by operation, as `ecs:UpdateService`. */
  calls: ReadonlyMap<string, number>;
}
