import {
  type ContainerDefinition,
  type DescribeTaskDefinitionResponse,
  type ListTaskDefinitionFamiliesResponse,
  type ListTaskDefinitionsResponse,
} from '@aws-sdk/client-ecs';
import { EcsWorld, runTaskRequest, taskDefinitionRequest } from '../testing';

const app: ContainerDefinition = { name: 'app', image: 'registry/rooms:1' };

describe('operations on task definitions', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
  });

  afterEach(() => world.end());

  const list = async (input: object): Promise<string[]> => {
    const { taskDefinitionArns } = await world.call<ListTaskDefinitionsResponse>('ListTaskDefinitions', input);
    return (taskDefinitionArns ?? []).map((arn) => arn.split('/').at(-1) ?? '');
  };

  it('numbers the revisions of a family, and never uses a number twice', async () => {
    expect(await world.register()).toBe('arn:aws:ecs:us-east-1:123456789012:task-definition/rooms:1');
    await world.call('DeregisterTaskDefinition', { taskDefinition: 'rooms:1' });
    expect(await world.register()).toMatch(/rooms:2$/);
  });

  it('fills in what AWS fills in', async () => {
    await world.register({ cpu: '.25 vCPU', memory: '1 GB' });
    const { taskDefinition } = await world.call<DescribeTaskDefinitionResponse>('DescribeTaskDefinition', {
      taskDefinition: 'rooms',
    });
    expect(taskDefinition).toMatchObject({
      cpu: '256',
      memory: '1024',
      status: 'ACTIVE',
      compatibilities: ['EC2', 'FARGATE'],
      registeredAt: expect.any(Date),
      containerDefinitions: [
        {
          cpu: 0,
          essential: true,
          environment: [],
          portMappings: [{ containerPort: 8000, hostPort: 8000, protocol: 'tcp' }],
        },
      ],
    });
  });

  it('describes by family, revision and ARN, with tags where they are asked for', async () => {
    const tags = [{ key: 'commit', value: 'c0ffee' }];
    await world.register({ tags });
    const arn = await world.register({ tags });
    for (const taskDefinition of ['rooms', 'rooms:2', arn]) {
      expect(await world.call('DescribeTaskDefinition', { taskDefinition, include: ['TAGS'] })).toMatchObject({
        taskDefinition: { taskDefinitionArn: arn, revision: 2 },
        tags,
      });
    }
    await expect(world.call('DescribeTaskDefinition', { taskDefinition: 'rooms:3' })).rejects.toMatchObject({
      code: 'ClientException',
      message: 'Unable to describe task definition.',
    });
  });

  it('lists by family, status and order, page by page', async () => {
    for (let revision = 1; revision <= 10; revision += 1) await world.register();
    await world.register({ family: 'users' });
    await world.call('DeregisterTaskDefinition', { taskDefinition: 'rooms:2' });
    expect(await list({ familyPrefix: 'rooms', maxResults: 3 })).toEqual(['rooms:1', 'rooms:3', 'rooms:4']);
    expect(await list({ sort: 'DESC', maxResults: 2 })).toEqual(['users:1', 'rooms:10']);
    expect(await list({ status: 'INACTIVE' })).toEqual(['rooms:2']);
  });

  it('deletes what is inactive, once nothing needs it any more', async () => {
    await world.register();
    await world.register();
    const remove = (...taskDefinitions: string[]) => world.call('DeleteTaskDefinitions', { taskDefinitions });
    expect(await remove('rooms:1', 'rooms:9', 'rooms')).toMatchObject({
      taskDefinitions: [],
      failures: [
        { arn: expect.stringMatching(/rooms:1$/), reason: expect.stringMatching(/still in ACTIVE status/) },
        { reason: expect.stringMatching(/does not exist/) },
        { reason: expect.stringMatching(/does not exist/) },
      ],
    });
    await world.call('RunTask', { ...runTaskRequest, taskDefinition: 'rooms:2' });
    for (const taskDefinition of ['rooms:1', 'rooms:2'])
      await world.call('DeregisterTaskDefinition', { taskDefinition });
    expect(await remove('rooms:1', 'rooms:2')).toMatchObject({
      taskDefinitions: [{ status: 'DELETE_IN_PROGRESS', deleteRequestedAt: expect.any(Date) }, { revision: 2 }],
      failures: [],
    });
    expect(await list({ status: 'DELETE_IN_PROGRESS' })).toEqual(['rooms:2']);
    await expect(world.call('DescribeTaskDefinition', { taskDefinition: 'rooms:1' })).rejects.toThrow();
    expect(await world.register()).toMatch(/rooms:3$/);
  });

  it('lists families', async () => {
    await world.register();
    await world.register({ family: 'users' });
    await world.call('DeregisterTaskDefinition', { taskDefinition: 'users:1' });
    const families = async (input: object) =>
      (await world.call<ListTaskDefinitionFamiliesResponse>('ListTaskDefinitionFamilies', input)).families;
    expect(await families({})).toEqual(['rooms', 'users']);
    expect(await families({ status: 'ACTIVE' })).toEqual(['rooms']);
    expect(await families({ familyPrefix: 'us' })).toEqual(['users']);
  });

  it.each([
    { change: { family: '' }, message: 'Family should not be null or empty.' },
    { change: { family: 'a b' }, message: expect.stringMatching(/^Family contains invalid characters\./) },
    { change: { containerDefinitions: [] }, message: 'Container list cannot be empty.' },
    { change: { networkMode: 'bridge' }, message: 'Fargate only supports network mode ‘awsvpc’.' },
    { change: { cpu: undefined }, message: "Fargate requires that 'cpu' be defined at the task level." },
    { change: { memory: undefined }, message: "Fargate requires that 'memory' be defined at the task level." },
    { change: { cpu: '300' }, message: expect.stringMatching(/^Invalid 'cpu' setting for task\./) },
    { change: { memory: '4096' }, message: 'No Fargate configuration exists for given values.' },
    { change: { cpu: '8192', memory: '18432' }, message: 'No Fargate configuration exists for given values.' },
    {
      change: { containerDefinitions: [{ name: 'app' }] },
      message: 'Container.image should not be null or empty.',
    },
    {
      change: { containerDefinitions: [{ ...app, portMappings: [{ containerPort: 80, hostPort: 8080 }] }] },
      message: 'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
    },
    {
      change: { requiresCompatibilities: [], cpu: undefined, memory: undefined, containerDefinitions: [app] },
      message: expect.stringMatching(/^Invalid setting for container 'app'\. At least one of 'memory'/),
    },
    {
      change: { containerDefinitions: [{ ...app, essential: false }] },
      message: 'At least one container in the task definition must be essential.',
    },
  ])('refuses $change', async ({ change, message }) => {
    await expect(world.call('RegisterTaskDefinition', { ...taskDefinitionRequest, ...change })).rejects.toMatchObject({
      code: 'ClientException',
      message,
    });
  });

  it.each([{ mountPoints: [{ sourceVolume: 'data' }] }, { privileged: true }])(
    'says that %j is not built',
    async (feature) => {
      const containerDefinitions = [{ ...app, ...feature }];
      await expect(
        world.call('RegisterTaskDefinition', { ...taskDefinitionRequest, containerDefinitions }),
      ).rejects.toMatchObject({ code: 'UnsupportedFeatureException' });
    },
  );

  it('takes what is only data, and what asks for nothing', async () => {
    const logConfiguration = { logDriver: 'awslogs', options: { 'awslogs-group': '/rooms' } } as const;
    const container = { ...app, logConfiguration, mountPoints: [], privileged: false, dockerLabels: { team: 'chat' } };
    await expect(world.register({ containerDefinitions: [container] })).resolves.toMatch(/rooms:1$/);
  });
});
