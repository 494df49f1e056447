import { EcsWorld, runTaskRequest } from '../testing';

describe('availability zones', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
    await world.register();
  });

  afterEach(() => world.end());

  const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2', 'subnet-3'] } };
  const zones = async () => (await world.tasks()).map(({ availabilityZone }) => availabilityZone).sort();

  it('the tasks of a service are spread over those of its subnets', async () => {
    await world.createService({ desiredCount: 4, networkConfiguration });
    expect(await zones()).toEqual(['us-east-1a', 'us-east-1a', 'us-east-1b', 'us-east-1c']);
  });

  it('a replacement goes where the fewest run', async () => {
    await world.createService({ desiredCount: 3, networkConfiguration });
    const [, second] = await world.tasks();
    await world.call('StopTask', { cluster: 'local', task: second?.taskArn });
    expect(await zones()).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
  });

  it('tasks that run once are spread as well, and name their subnet', async () => {
    await world.call('RunTask', { ...runTaskRequest, count: 2, networkConfiguration });
    expect(await zones()).toEqual(['us-east-1a', 'us-east-1b']);
    const details = (await world.tasks()).map(({ attachments }) => attachments?.[0]?.details?.[0]);
    expect(details.map((detail) => detail?.value).sort()).toEqual(['subnet-1', 'subnet-2']);
    expect(details[0]?.name).toBe('subnetId');
  });
});
