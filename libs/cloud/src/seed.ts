import { type RunningLoadBalancer } from './elbv2';
import { trustsTasks } from './iam';
import { invoke } from './invoke';
import { AwsError, type AwsService, type CallContext } from './kernel';

/** Where the resources of an environment are made. */
export interface SeedTarget {
  ecs: AwsService;
  ssm: AwsService;
  iam: AwsService;
  context: CallContext;
}

/**
 * Gives an environment what infrastructure makes on AWS: its cluster, and the parameters `/longshore/NAME/…` by which
 * a deployer finds cluster, listener, network and roles.
 */
export async function seedEnvironment(
  { ecs, ssm, iam, context }: SeedTarget,
  { name, listenerArn }: RunningLoadBalancer,
): Promise<void> {
  const capacityProviders = ['FARGATE', 'FARGATE_SPOT'];
  await invoke(ecs, 'CreateCluster', { clusterName: name, capacityProviders }, context);
  for (const kind of roleKinds) await createRole(iam, roleName(name, kind), context);
  for (const [key, value] of Object.entries(parametersOf(name, listenerArn, context))) {
    await putParameter(ssm, `/longshore/${name}/${key}`, value, context);
  }
}

const parametersOf = (name: string, listenerArn: string, { account }: CallContext): Record<string, string> => ({
  cluster: name,
  'listener-arn': listenerArn,
  'vpc-id': 'vpc-0000000000embedded',
  subnets: 'subnet-0000000000000000a,subnet-0000000000000000b',
  'security-groups': 'sg-00000000000embedded',
  'execution-role-arn': `arn:aws:iam::${account}:role/${roleName(name, 'execution')}`,
  'task-role-arn': `arn:aws:iam::${account}:role/${roleName(name, 'task')}`,
});

/** The role by which ECS itself acts for a task, and the one of the task's own program. */
const roleKinds = ['execution', 'task'] as const;

const roleName = (environment: string, kind: (typeof roleKinds)[number]): string => `longshore-${environment}-${kind}`;

/** A role that was there before a restart stays as it is. */
async function createRole(iam: AwsService, RoleName: string, context: CallContext): Promise<void> {
  await invoke(iam, 'CreateRole', { RoleName, AssumeRolePolicyDocument: trustsTasks }, context).catch(
    (error: unknown) => {
      if (!(error instanceof AwsError) || error.code !== 'EntityAlreadyExists') throw error;
    },
  );
}

/** Writes a parameter where it differs, so that a restart adds no versions. */
async function putParameter(ssm: AwsService, name: string, value: string, context: CallContext): Promise<void> {
  const known = await invoke<{ Parameter: { Value: string } }>(ssm, 'GetParameter', { Name: name }, context).catch(
    (error: unknown) => {
      if (error instanceof AwsError) return undefined;
      throw error;
    },
  );
  if (known?.Parameter.Value === value) return;
  await invoke(ssm, 'PutParameter', { Name: name, Value: value, Type: 'String', Overwrite: true }, context);
}
