import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentSchema } from '@longshore/model';
import { operations, registryOperations } from './operations';
import { pipelinePolicy } from './policy';

const environment = {
  name: 'staging',
  spec: environmentSchema.parse({ account: '123456789012', region: 'eu-central-1' }),
};
const listener =
  'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/main/0123456789abcdef/fedcba9876543210';
const resources = {
  cluster: 'main',
  listenerArn: listener,
  vpcId: 'vpc-1',
  subnets: ['subnet-1'],
  securityGroups: ['sg-1'],
  executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
  taskRoleArn: 'arn:aws:iam::123456789012:role/task',
};

const { policy } = pipelinePolicy(environment, resources, 'deploy');
const resourcesOf = (action: string) =>
  policy.Statement.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource);

describe('the policy of a pipeline', () => {
  test('reaches the services of the environment and no others', () => {
    expect(resourcesOf('ecs:UpdateService')).toEqual(['arn:aws:ecs:eu-central-1:123456789012:service/main/staging-*']);
    expect(resourcesOf('elasticloadbalancing:CreateRule')).toEqual([listener]);
    expect(resourcesOf('elasticloadbalancing:ModifyRule')).toEqual([
      'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/main/0123456789abcdef/fedcba9876543210/*',
    ]);
  });

  test('passes the two roles, to tasks alone', () => {
    expect(policy.Statement.find(({ Sid }) => Sid === 'OnPassRoles')).toMatchObject({
      Resource: [resources.executionRoleArn, resources.taskRoleArn],
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    });
  });

  test('writes nothing without naming what: only reads reach everything', () => {
    const everything = policy.Statement.filter(({ Resource }) => Resource.includes('*'));
    for (const action of everything.flatMap(({ Action }) => Action)) expect(action).toMatch(/:(Describe|Get|List)/);
  });

  test('has no wildcard in an action, and takes away only what a first release that fails has made, and scaling', () => {
    const actions = policy.Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/^[a-z-]+:[A-Za-z]+$/.test(action))).toEqual([]);
    const removals = actions.filter((action) => /:(Delete|Deregister)/.test(action));
    expect(removals.filter((action) => !action.startsWith('application-autoscaling:')).sort()).toEqual([
      'ecs:DeleteService',
      'elasticloadbalancing:DeleteRule',
      'elasticloadbalancing:DeleteTargetGroup',
      'logs:DeleteLogGroup',
    ]);
    expect(resourcesOf('elasticloadbalancing:DeleteTargetGroup')).toEqual([
      'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/staging-*/*',
    ]);
  });

  test('only reads, where it is for plans', () => {
    const { policy: plan } = pipelinePolicy(environment, resources, 'plan');
    const actions = plan.Statement.flatMap(({ Action }) => Action);
    expect(actions).toEqual(expect.arrayContaining(['ecs:DescribeServices', 'ecr:BatchGetImage']));
    expect(
      actions.filter((action) => /:(Create|Update|Put|Register|Modify|Set|Stop|Tag|Upload|Initiate|Pass)/.test(action)),
    ).toEqual([]);
  });

  test('of an environment of which nothing is known reaches its account alone, and marks what it had to widen', () => {
    const wide = pipelinePolicy(environment, {}, 'deploy');
    expect(Object.keys(wide.widened).sort()).toEqual(['cluster', 'executionRoleArn', 'listenerArn', 'taskRoleArn']);
    expect(wide.widened.listenerArn).toEqual(['OnListenerWidened', 'OnRuleWidened']);
    const marked = wide.policy.Statement.filter(({ Sid }) => Sid.endsWith('Widened'));
    expect(marked.map(({ Sid }) => Sid).sort()).toEqual([...new Set(Object.values(wide.widened).flat())].sort());
    const reached = marked.flatMap(({ Resource }) => Resource).filter((arn) => arn !== '*');
    expect(reached).toContain('arn:aws:ecs:eu-central-1:123456789012:service/*/staging-*');
    expect(reached.filter((arn) => !arn.includes(':123456789012:'))).toEqual([]);
  });

  test('widens only what is not known', () => {
    const { taskRoleArn: _unknown, ...known } = resources;
    const { widened } = pipelinePolicy(environment, known, 'deploy');
    expect(widened).toEqual({ taskRoleArn: ['OnRoleWidened', 'OnPassRolesWidened'] });
    expect(pipelinePolicy(environment, resources, 'deploy').widened).toEqual({});
  });

  test('knows every command of the SDK that deploy and registry send', () => {
    const known = Object.keys({ ...operations, ...registryOperations }).map((operation) => operation.split(':')[1]);
    const sources = [join(__dirname, '..'), join(__dirname, '../../../registry/src')].flatMap(sourcesBelow);
    const sent = sources.flatMap((source) => [...source.matchAll(/new (?:sdk\.)?([A-Z]\w+)Command\(/g)]);
    expect(sent.length).toBeGreaterThan(20);
    expect(sent.map(([, operation]) => operation).filter((operation) => !known.includes(operation))).toEqual([]);
  });
});

const sourcesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|testing/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
