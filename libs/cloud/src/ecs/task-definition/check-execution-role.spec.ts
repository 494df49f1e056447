import { EcsWorld, context, taskDefinitionRequest } from '../testing';

describe('the execution role of a task definition', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
  });

  afterEach(() => world.end());

  const [app = {}] = taskDefinitionRequest.containerDefinitions ?? [];
  const register = (container: object, changes: object = {}) =>
    world.call('RegisterTaskDefinition', {
      ...taskDefinitionRequest,
      executionRoleArn: undefined,
      containerDefinitions: [{ ...app, ...container }],
      ...changes,
    });

  const options = { 'awslogs-group': '/rooms', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'ecs' };
  const awslogs = { logConfiguration: { logDriver: 'awslogs', options } };
  const secrets = { secrets: [{ name: 'KEY', valueFrom: '/key' }] };
  const onEc2 = { requiresCompatibilities: ['EC2'] };
  const ofFargate = 'Fargate requires task definition to have execution role ARN to support';

  it.each([
    ['awslogs', awslogs, `${ofFargate} log driver awslogs.`],
    ['an image of ECR', { image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/rooms' }, `${ofFargate} ECR images.`],
    ['an image of this cloud', { image: `${new URL(context.endpoint).host}/rooms:1` }, `${ofFargate} ECR images.`],
    [
      'a secret',
      secrets,
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    ],
  ])('is required on Fargate for %s', async (_what, container, message) => {
    await expect(register(container)).rejects.toMatchObject({ code: 'ClientException', message });
    const executionRoleArn = 'arn:aws:iam::123456789012:role/execution';
    await expect(register(container, { executionRoleArn })).resolves.toBeDefined();
  });

  it('is required on EC2 for secrets alone', async () => {
    await expect(register(awslogs, onEc2)).resolves.toBeDefined();
    await expect(register(secrets, onEc2)).rejects.toMatchObject({ code: 'ClientException' });
  });

  it('is not required for an image of another registry', async () => {
    await expect(register({ image: 'public.ecr.aws/docker/library/nginx' })).resolves.toBeDefined();
  });
});
