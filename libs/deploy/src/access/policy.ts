import { type Environment } from '@longshore/model';
import { type Resources } from '../read/resources';
import { partitionOf } from './partition';
import { operations, type Reach, registryOperations } from './operations';

/** A statement of an IAM policy. */
export interface Statement {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string>>;
}

/** An IAM policy as JSON. */
export interface Policy {
  Version: '2012-10-17';
  Statement: Statement[];
}

/** What a role of a pipeline is for: to ship, or to say what shipping would change. */
export type Right = 'deploy' | 'plan';

/** What of an environment's resources a policy names. */
export type NamedResources = Pick<Resources, 'cluster' | 'listenerArn' | 'executionRoleArn' | 'taskRoleArn'>;

/** A policy, and what it had to reach more widely because the resource is not known. */
export interface PipelinePolicy {
  policy: Policy;
  /** For each unknown resource, the ids of the statements that reach all resources of its kind. */
  widened: Partial<Record<keyof NamedResources, string[]>>;
}

/**
 * The policy of a role of a pipeline: the calls of a deploy, on the resources of the environment; a plan only reads.
 * @param resources as far as they are known
 */
export function pipelinePolicy(
  environment: Environment,
  resources: Partial<NamedResources>,
  right: Right,
): PipelinePolicy {
  const named = { ...anyOf(environment), ...resources };
  const reaches = reachesOf(environment, named);
  const granted = grants().filter(([operation]) => right === 'deploy' || isRead(operation));
  const statements = Object.entries(reaches).flatMap(([reach, scope]) => {
    const Action = granted.filter(([, wanted]) => wanted.includes(reach as Reach)).map(([operation]) => operation);
    return Action.length > 0 ? [{ Sid: sidOf(reach), Effect: 'Allow' as const, Action: Action.sort(), ...scope }] : [];
  });
  const passing = right === 'deploy' ? [passRoles(named)] : [];
  return markWidened([...statements, ...passing], resources);
}

/** The statements in which each resource is named. */
const namedIn: Record<keyof NamedResources, readonly (Exclude<Reach, 'none'> | 'pass-roles')[]> = {
  cluster: ['cluster', 'in-cluster', 'service', 'service-deployment', 'task'],
  listenerArn: ['listener', 'rule'],
  executionRoleArn: ['role', 'pass-roles'],
  taskRoleArn: ['role', 'pass-roles'],
};

/** Ends the id of each statement that names an unknown resource with `Widened`. */
function markWidened(statements: Statement[], resources: Partial<NamedResources>): PipelinePolicy {
  const unknown = keysOf(namedIn).filter((key) => resources[key] === undefined);
  const wide = new Set(unknown.flatMap((key) => namedIn[key].map(sidOf)));
  const idOf = (sid: string) => (wide.has(sid) ? `${sid}Widened` : sid);
  const present = new Set(statements.map(({ Sid }) => Sid));
  const widened = unknown.map((key) => {
    const sids = namedIn[key].map(sidOf).filter((sid) => present.has(sid));
    return [key, sids.map(idOf)] as const;
  });
  return {
    policy: { Version: '2012-10-17', Statement: statements.map((each) => ({ ...each, Sid: idOf(each.Sid) })) },
    widened: Object.fromEntries(widened),
  };
}

const keysOf = <Key extends string>(record: Record<Key, unknown>): Key[] => Object.keys(record) as Key[];

/** Every resource of a kind in the account, for one that is not known. */
function anyOf({ spec: { account, region } }: Environment): NamedResources {
  const partition = partitionOf(region);
  const role = `arn:${partition}:iam::${account}:role/*`;
  return {
    cluster: '*',
    listenerArn: `arn:${partition}:elasticloadbalancing:${region}:${account}:listener/app/*`,
    executionRoleArn: role,
    taskRoleArn: role,
  };
}

const grants = (): [operation: string, reaches: readonly Reach[]][] =>
  Object.entries({ ...operations, ...registryOperations });

const isRead = (operation: string): boolean => /:(Describe|Filter|Get|List|BatchGet|BatchCheck)/.test(operation);

const sidOf = (reach: string): string =>
  `On${reach.replace(/(^|-)([a-z])/g, (_match, _hyphen, letter: string) => letter.toUpperCase())}`;

type Scope = Pick<Statement, 'Resource' | 'Condition'>;

/** What each reach is in an environment, in the order in which the policy lists it. */
function reachesOf(
  { name, spec: { account, region } }: Environment,
  { cluster, listenerArn, executionRoleArn, taskRoleArn }: NamedResources,
): Record<Exclude<Reach, 'none'>, Scope> {
  const partition = partitionOf(region);
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const on = (...Resource: string[]): Scope => ({ Resource });
  const clusterArn = arn('ecs', `cluster/${cluster}`);
  return {
    all: on('*'),
    cluster: on(clusterArn),
    'in-cluster': { Resource: ['*'], Condition: { ArnEquals: { 'ecs:cluster': clusterArn } } },
    service: on(arn('ecs', `service/${cluster}/${name}-*`)),
    'service-deployment': on(arn('ecs', `service-deployment/${cluster}/${name}-*/*`)),
    'task-definition': on(arn('ecs', `task-definition/${name}-*:*`)),
    task: on(arn('ecs', `task/${cluster}/*`)),
    'target-group': on(arn('elasticloadbalancing', `targetgroup/${name}-*/*`)),
    listener: on(listenerArn),
    rule: on(`${listenerArn.replace(':listener/', ':listener-rule/').replace(/\/\*$/, '')}/*`),
    parameters: on(arn('ssm', `parameter/longshore/${name}`), arn('ssm', `parameter/longshore/${name}/*`)),
    repository: on(arn('ecr', 'repository/*')),
    role: on(...new Set([executionRoleArn, taskRoleArn])),
    queue: on(arn('sqs', `${name}-*`)),
    'log-group': on(arn('logs', `log-group:/longshore/${name}/*`)),
    'scalable-target': {
      // Their ids are random: what they scale is all that tells them apart.
      Resource: [arn('application-autoscaling', 'scalable-target/*')],
      Condition: { StringEquals: { 'application-autoscaling:service-namespace': 'ecs' } },
    },
  };
}

/** ECS starts tasks as the roles that a task definition names; whoever registers one has to be allowed to pass them. */
const passRoles = ({ executionRoleArn, taskRoleArn }: NamedResources): Statement => ({
  Sid: sidOf('pass-roles'),
  Effect: 'Allow',
  Action: ['iam:PassRole'],
  Resource: [...new Set([executionRoleArn, taskRoleArn])],
  Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
});
