import { type PutClusterCapacityProvidersResponse } from '@aws-sdk/client-ecs';
import { EcsWorld, runTaskRequest } from '../testing';

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

  describe('of a cluster', () => {
    const strategy = [
      { capacityProvider: 'FARGATE', base: 1, weight: 1 },
      { capacityProvider: 'FARGATE_SPOT', weight: 3 },
    ];
    const put = (input: object = {}) =>
      world.call<PutClusterCapacityProvidersResponse>('PutClusterCapacityProviders', {
        cluster: 'local',
        capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
        defaultCapacityProviderStrategy: strategy,
        ...input,
      });
    const providers = async () => (await world.tasks()).map(({ capacityProviderName }) => capacityProviderName).sort();

    it('are kept and shown, and no others are known', async () => {
      expect((await put()).cluster).toMatchObject({
        capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
        defaultCapacityProviderStrategy: strategy,
      });
      await expect(put({ capacityProviders: ['mine'] })).rejects.toMatchObject({ code: 'InvalidParameterException' });
      await expect(put({ capacityProviders: ['FARGATE'] })).rejects.toMatchObject({
        message: expect.stringContaining('not associated with the cluster') as string,
      });
    });

    it('carry the tasks of who names no launch type: first the base, then by weight', async () => {
      await put();
      await world.register();
      const service = await world.createService({ desiredCount: 5, launchType: undefined });
      expect(service).toMatchObject({ capacityProviderStrategy: strategy, platformVersion: '1.4.0' });
      expect(service.launchType).toBeUndefined();
      expect(await providers()).toEqual(['FARGATE', 'FARGATE', 'FARGATE_SPOT', 'FARGATE_SPOT', 'FARGATE_SPOT']);
      expect((await world.tasks())[0]?.launchType).toBe('FARGATE');
    });

    it('stand back where a launch type or a strategy is named, and both are not', async () => {
      await put();
      await world.register();
      await world.call('RunTask', runTaskRequest);
      expect(await providers()).toEqual([undefined]);
      const capacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT' }];
      await world.call('RunTask', { ...runTaskRequest, launchType: undefined, capacityProviderStrategy });
      expect(await providers()).toEqual(['FARGATE_SPOT', undefined]);
      await expect(world.call('RunTask', { ...runTaskRequest, capacityProviderStrategy })).rejects.toMatchObject({
        message: expect.stringMatching(/^Specifying both a launch type and capacity provider strategy/) as string,
      });
      await put({ capacityProviders: ['FARGATE'], defaultCapacityProviderStrategy: [] });
      await expect(world.createService({ launchType: undefined, capacityProviderStrategy })).rejects.toMatchObject({
        code: 'InvalidParameterException',
      });
    });
  });
});
