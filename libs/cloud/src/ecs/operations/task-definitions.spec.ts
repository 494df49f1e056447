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
    {
      change: { containerDefinitions: [{ ...app, name: 'a b' }] },
      message: expect.stringMatching(/^Container\.name contains invalid characters\./),
    },
    {
      change: { containerDefinitions: [app, app] },
      message: 'Duplicate container name: app',
    },
    {
      change: { containerDefinitions: [{ ...app, memory: 128, memoryReservation: 256 }] },
      message: expect.stringMatching(/greater than or equal to 'memoryReservation'/),
    },
    {
      change: { containerDefinitions: [{ ...app, memory: 1024 }] },
      message: expect.stringMatching(/greater than that of the task/),
    },
    {
      change: { containerDefinitions: [{ ...app, portMappings: [{ containerPort: 65_536 }] }] },
      message: expect.stringMatching(/^Invalid port 65536 in container 'app'/),
    },
    {
      change: { containerDefinitions: [{ ...app, ulimits: [{ name: 'nofile', softLimit: 2, hardLimit: 1 }] }] },
      message: expect.stringMatching(/^Invalid ulimit 'nofile'/),
    },
    {
      change: { containerDefinitions: [{ ...app, stopTimeout: 121 }] },
      message: 'Fargate requires that the stopTimeout of a container is between 2 and 120 seconds.',
    },
    {
      change: { containerDefinitions: [{ ...app, startTimeout: 1 }] },
      message: 'Fargate requires that the startTimeout of a container is between 2 and 120 seconds.',
    },
    {
      change: {
        containerDefinitions: [
          { ...app, environment: [{ name: 'KEY', value: '1' }], secrets: [{ name: 'KEY', valueFrom: '/key' }] },
        ],
      },
      message:
        'The secret name must be unique and not shared with any new or existing environment variables set on the ' +
        "container, such as 'KEY'.",
    },
    {
      change: { containerDefinitions: Array.from({ length: 11 }, (_, index) => ({ ...app, name: `app${index}` })) },
      message: expect.stringMatching(/at most 10 container definitions/),
    },
  ])('refuses $change', async ({ change, message }) => {
    await expect(world.call('RegisterTaskDefinition', { ...taskDefinitionRequest, ...change })).rejects.toMatchObject({
      code: 'ClientException',
      message,
    });
  });

  it.each([
    { mountPoints: [{ sourceVolume: 'data' }] },
    { privileged: true },
    { linuxParameters: { initProcessEnabled: true } },
  ])('says that %j is not built', async (feature) => {
    const containerDefinitions = [{ ...app, ...feature }];
    await expect(
      world.call('RegisterTaskDefinition', { ...taskDefinitionRequest, containerDefinitions }),
    ).rejects.toMatchObject({ code: 'UnsupportedFeatureException' });
  });

  it('refuses what is larger than 64 KiB', async () => {
    const environment = [{ name: 'LARGE', value: 'x'.repeat(70_000) }];
    await expect(world.register({ containerDefinitions: [{ ...app, environment }] })).rejects.toMatchObject({
      code: 'ClientException',
      message: expect.stringMatching(/^Actual length: '\d+'\. Max allowed length is '65536' bytes\.$/),
    });
  });

  it('takes what is only data, and what asks for nothing', async () => {
    const options = { 'awslogs-group': '/rooms', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'ecs' };
    const logConfiguration = { logDriver: 'awslogs', options } as const;
    const container = { ...app, logConfiguration, mountPoints: [], privileged: false, dockerLabels: { team: 'chat' } };
    await expect(world.register({ containerDefinitions: [container] })).resolves.toMatch(/rooms:1$/);
  });
});
