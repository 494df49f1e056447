import { type Environment, LongshoreError } from '@longshore/model';
import { awsCommand } from '../aws/command-line';
import { type Identity, type Parameters } from '../aws/ports';

/** What infrastructure has made for an environment. */
export interface Resources {
  /** Name of the ECS cluster. */
  cluster: string;
  listenerArn: string;
  vpcId: string;
  subnets: string[];
  securityGroups: string[];
  executionRoleArn: string;
  taskRoleArn: string;
}

/** The SSM parameter of each resource, below `/longshore/<environment>/`; lists are separated by commas. */
const parameterOf: Record<keyof Resources, string> = {
  cluster: 'cluster',
  listenerArn: 'listener-arn',
  vpcId: 'vpc-id',
  subnets: 'subnets',
  securityGroups: 'security-groups',
  executionRoleArn: 'execution-role-arn',
  taskRoleArn: 'task-role-arn',
};

/**
 * Reads what an environment consists of: what its file says, and the rest from SSM.
 * @throws LS3102 where the caller is in another account, LS3002 where a parameter is missing
 */
export async function readEnvironmentResources(
  environment: Environment,
  { identity, parameters }: { identity: Identity; parameters: Pick<Parameters, 'below'> },
): Promise<Resources> {
  checkAccount(environment, await identity.account());
  const { resources } = environment.spec;
  const named = Object.keys(parameterOf).every((key) => resources[key as keyof Resources] !== undefined);
  return resourcesFrom(environment, named ? {} : await parameters.below(`/longshore/${environment.name}/`));
}

/**
 * The account guard: credentials of one environment never change another.
 * @throws LS3102
 */
export function checkAccount({ name, spec }: Environment, account: string): void {
  if (account === spec.account) return;
  throw new LongshoreError('LS3102', {
    what: `${name} is in account ${spec.account}, your credentials are of account ${account}`,
    fix: `use credentials of account ${spec.account}: set AWS_PROFILE`,
  });
}

/**
 * What an environment consists of.
 * @param parameters by name below `/longshore/<environment>/`
 * @throws LS3002 that names every missing parameter
 */
export function resourcesFrom({ name, spec }: Environment, parameters: Record<string, string>): Resources {
  const { resources } = spec;
  const missing = Object.entries(parameterOf)
    .filter(([key, parameter]) => resources[key as keyof Resources] === undefined && !parameters[parameter])
    .map(([, parameter]) => `/longshore/${name}/${parameter}`);
  if (missing.length > 0) throw missingParameters({ name, spec }, missing);
  const text = (key: keyof Resources): string => parameters[parameterOf[key]] ?? '';
  const list = (key: keyof Resources): string[] =>
    text(key)
      .split(',')
      .map((item) => item.trim());
  return {
    cluster: resources.cluster ?? text('cluster'),
    listenerArn: resources.listenerArn ?? text('listenerArn'),
    vpcId: resources.vpcId ?? text('vpcId'),
    subnets: resources.subnets ?? list('subnets'),
    securityGroups: resources.securityGroups ?? list('securityGroups'),
    executionRoleArn: resources.executionRoleArn ?? text('executionRoleArn'),
    taskRoleArn: resources.taskRoleArn ?? text('taskRoleArn'),
  };
}

const missingParameters = ({ name, spec }: Environment, missing: string[]): LongshoreError =>
  new LongshoreError('LS3002', {
    what: `${name} lacks ${missing.length === 1 ? 'a resource' : `${missing.length} resources`}`,
    why: [
      ...missing.map((parameter) => `SSM parameter ${parameter} is not there`),
      `the command takes its value from standard input; "resources" in deploy/environments/${name}.json may have it as well`,
    ].join('\n'),
    fix: awsCommand(spec, `ssm put-parameter --name ${missing[0]} --type String --value "$(cat)"`),
  });
