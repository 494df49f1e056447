import { type Environment } from '@longshore/model';
import { type Resources } from '../read/resources';
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

/** The policy of a role of a pipeline: what we call, on what the environment is; a plan only reads. */
export function pipelinePolicy(environment: Environment, resources: Resources, right: Right): Policy {
  const reaches = reachesOf(environment, resources);
  const granted = grants().filter(([operation]) => right === 'deploy' || isRead(operation));
  const statements = Object.entries(reaches).flatMap(([reach, scope]) => {
    const Action = granted.filter(([, wanted]) => wanted.includes(reach as Reach)).map(([operation]) => operation);
    return Action.length > 0 ? [{ Sid: sidOf(reach), Effect: 'Allow' as const, Action: Action.sort(), ...scope }] : [];
  });
  const passing = right === 'deploy' ? [passRoles(resources)] : [];
  return { Version: '2012-10-17', Statement: [...statements, ...passing] };
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
  { cluster, listenerArn, executionRoleArn, taskRoleArn }: Resources,
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
    rule: on(`${listenerArn.replace(':listener/', ':listener-rule/')}/*`),
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
const passRoles = ({ executionRoleArn, taskRoleArn }: Resources): Statement => ({
  Sid: 'PassRoles',
  Effect: 'Allow',
  Action: ['iam:PassRole'],
  Resource: [...new Set([executionRoleArn, taskRoleArn])],
  Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
});

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
