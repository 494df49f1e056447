import { context, EcsWorld, taskDefinitionRequest } from '../testing';

describe('the task metadata endpoint, version 4', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
    await world.register({
      containerDefinitions: [
        ...(taskDefinitionRequest.containerDefinitions ?? []),
        { name: 'proxy', image: 'registry/proxy:1', essential: false },
      ],
    });
    await world.createService({ desiredCount: 1 });
  });

  afterEach(() => world.end());

  /** The path that a container is told, with something behind it. */
  const pathOf = (name: string, rest = ''): string => {
    const { environment } = world.runtime.newest(name).spec;
    return `${environment['ECS_CONTAINER_METADATA_URI_V4']?.replace(context.endpoint, '')}${rest}`;
  };

  it('tells a container what it is', async () => {
    const [task] = await world.tasks();
    expect(world.ecs.metadata(pathOf('proxy'))).toMatchObject({
      Name: 'proxy',
      Image: 'registry/proxy:1',
      ImageID: `sha256:${'a'.repeat(64)}`,
      KnownStatus: 'RUNNING',
      ContainerARN: task?.containers?.[1]?.containerArn,
      Labels: { 'com.amazonaws.ecs.task-arn': task?.taskArn, 'com.amazonaws.ecs.task-definition-version': '1' },
    });
  });

  it('tells it of its task', async () => {
    const [task] = await world.tasks();
    expect(world.ecs.metadata(pathOf('app', '/task'))).toMatchObject({
      TaskARN: task?.taskArn,
      Cluster: task?.clusterArn,
      Family: 'rooms',
      Revision: '1',
      ServiceName: 'rooms',
      DesiredStatus: 'RUNNING',
      KnownStatus: 'RUNNING',
      Limits: { CPU: 0.25, Memory: 512 },
      LaunchType: 'FARGATE',
      AvailabilityZone: 'us-east-1a',
      Containers: [
        { Name: 'app', Networks: [{ NetworkMode: 'awsvpc', IPv4Addresses: ['127.0.0.1'] }] },
        { Name: 'proxy', KnownStatus: 'RUNNING' },
      ],
    });
  });

  it('has nothing elsewhere, and says that statistics are not built', () => {
    expect(world.ecs.metadata('/v4/0123-0')).toBeUndefined();
    expect(world.ecs.metadata(pathOf('app', '/nope'))).toBeUndefined();
    for (const rest of ['/stats', '/task/stats']) {
      expect(() => world.ecs.metadata(pathOf('app', rest))).toThrow('not built into the embedded cloud');
    }
  });
});
