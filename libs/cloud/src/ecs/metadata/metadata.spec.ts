import { context, EcsWorld, settle, taskDefinitionRequest } from '../testing';

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

  const read = (name: string, rest = '') => world.ecs.metadata(pathOf(name, rest));

  it('tells a container what it is', async () => {
    const [task] = await world.tasks();
    expect(await read('proxy')).toMatchObject({
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
    expect(await read('app', '/task')).toMatchObject({
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

  it('tells it the tags of its task', async () => {
    await world.call('TagResource', {
      resourceArn: (await world.tasks())[0]?.taskArn,
      tags: [{ key: 'team', value: 'chat' }],
    });
    expect(await read('app', '/taskWithTags')).toMatchObject({ Family: 'rooms', TaskTags: { team: 'chat' } });
  });

  it('tells it what it uses, and what its task uses, where an engine measures that', async () => {
    const [app, proxy] = [world.runtime.newest('app'), world.runtime.newest('proxy')];
    app.stats = () => Promise.resolve({ memory_stats: { usage: 1024 } });
    proxy.stats = () => Promise.resolve({ memory_stats: { usage: 2048 } });
    expect(await read('app', '/stats')).toEqual({ memory_stats: { usage: 1024 } });
    proxy.exit({ code: 0 });
    await settle();
    expect(await read('app', '/task/stats')).toEqual({ [app.id]: { memory_stats: { usage: 1024 } }, [proxy.id]: null });
    expect(await read('proxy', '/stats')).toBeUndefined();
  });

  it('has nothing elsewhere, and says that nobody measures without an engine', async () => {
    expect(await world.ecs.metadata('/v4/0123-0')).toBeUndefined();
    expect(await read('app', '/nope')).toBeUndefined();
    for (const rest of ['/stats', '/task/stats']) {
      await expect(read('app', rest)).rejects.toMatchObject({ code: 'NotImplemented', status: 501 });
    }
  });
});
