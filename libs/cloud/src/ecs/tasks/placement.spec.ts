import { emptyState } from '../state';
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

  it('a new deployment is spread whatever the zones of the one before', async () => {
    const rolling = { minimumHealthyPercent: 100, maximumPercent: 150 };
    await world.createService({ desiredCount: 2, networkConfiguration, deploymentConfiguration: rolling });
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', forceNewDeployment: true });
    await world.clock.advance(60_000);
    expect(await zones()).toEqual(['us-east-1a', 'us-east-1b']);
  });

  it('a replacement goes where the fewest run', async () => {
    await world.createService({ desiredCount: 3, networkConfiguration });
    const [, second] = await world.tasks();
    await world.call('StopTask', { cluster: 'local', task: second?.taskArn });
    expect(await zones()).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
  });

  it('tasks that crowd in one are moved, where the service has availabilityZoneRebalancing', async () => {
    const { availabilityZoneRebalancing } = await world.createService({ desiredCount: 3, networkConfiguration });
    expect(availabilityZoneRebalancing).toBe('ENABLED');
    // As after an outage of two zones.
    for (const { task } of Object.values(world.store.slice('ecs', emptyState).tasks)) {
      task.availabilityZone = 'us-east-1a';
    }
    await world.call('UpdateService', { cluster: 'local', service: 'rooms' });
    await world.clock.advance(60_000);
    expect(await zones()).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    const messages = (await world.service()).events?.map(({ message }) => message);
    expect(messages?.[0]).toBe(
      '(service rooms) is AZ balanced with 1 tasks in us-east-1a, 1 tasks in us-east-1b, 1 tasks in us-east-1c.',
    );
  });

  it('rebalancing needs room above the desired count, and a spread over the zones', async () => {
    const rolling = { minimumHealthyPercent: 50, maximumPercent: 100 };
    const refused = { message: 'AvailabilityZoneRebalancing does not support maximumPercent <= 100' };
    const enabled = { availabilityZoneRebalancing: 'ENABLED', deploymentConfiguration: rolling } as const;
    await expect(world.createService(enabled)).rejects.toMatchObject(refused);
    expect(await world.createService({ deploymentConfiguration: rolling })).toMatchObject({
      availabilityZoneRebalancing: 'DISABLED',
    });
    const update = { cluster: 'local', service: 'rooms', availabilityZoneRebalancing: 'ENABLED' };
    await expect(world.call('UpdateService', update)).rejects.toMatchObject(refused);
    expect((await world.service()).availabilityZoneRebalancing).toBe('DISABLED');
    const placementStrategy = [{ type: 'binpack' as const, field: 'memory' }];
    expect(await world.createService({ serviceName: 'packed', placementStrategy })).toMatchObject({
      availabilityZoneRebalancing: 'DISABLED',
    });
  });

  it('tasks that run once are spread as well, and name their subnet', async () => {
    await world.call('RunTask', { ...runTaskRequest, count: 2, networkConfiguration });
    expect(await zones()).toEqual(['us-east-1a', 'us-east-1b']);
    const details = (await world.tasks()).map(({ attachments }) => attachments?.[0]?.details?.[0]);
    expect(details.map((detail) => detail?.value).sort()).toEqual(['subnet-1', 'subnet-2']);
    expect(details[0]?.name).toBe('subnetId');
  });
});
