import { EcsWorld } from '../testing';

describe('operations on capacity', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
  });

  afterEach(() => world.end());

  it('describes the capacity providers of Fargate', async () => {
    const arn = 'arn:aws:ecs:us-east-1:123456789012:capacity-provider';
    expect(await world.call('DescribeCapacityProviders', {})).toMatchObject({
      capacityProviders: [
        { name: 'FARGATE', status: 'ACTIVE', capacityProviderArn: `${arn}/FARGATE` },
        { name: 'FARGATE_SPOT', status: 'ACTIVE' },
      ],
      failures: [],
    });
    const named = { capacityProviders: ['FARGATE_SPOT', 'mine'] };
    expect(await world.call('DescribeCapacityProviders', named)).toMatchObject({
      capacityProviders: [{ name: 'FARGATE_SPOT' }],
      failures: [{ arn: `${arn}/mine`, reason: 'MISSING' }],
    });
  });

  it('has no container instances', async () => {
    const cluster = 'local';
    expect(await world.call('ListContainerInstances', { cluster })).toEqual({ containerInstanceArns: [] });
    const arn = 'arn:aws:ecs:us-east-1:123456789012:container-instance/local/i-1';
    expect(await world.call('DescribeContainerInstances', { cluster, containerInstances: ['i-1'] })).toEqual({
      containerInstances: [],
      failures: [{ arn, reason: 'MISSING' }],
    });
    await expect(world.call('ListContainerInstances', { cluster: 'nope' })).rejects.toMatchObject({
      code: 'ClusterNotFoundException',
    });
  });
});
