import { type DescribeClustersResponse, type ListClustersResponse } from '@aws-sdk/client-ecs';
import { EcsWorld } from '../testing';

describe('operations on clusters', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
  });

  afterEach(() => world.end());

  it('creates one, and gives the same one when asked again', async () => {
    const first = await world.call('CreateCluster', { clusterName: 'staging', tags: [{ key: 'team', value: 'chat' }] });
    expect(first).toMatchObject({ cluster: { status: 'ACTIVE', tags: [{ key: 'team', value: 'chat' }] } });
    expect(await world.call('CreateCluster', { clusterName: 'staging' })).toEqual(first);
  });

  it('describes with counts, and with tags where they are asked for', async () => {
    await world.call('CreateCluster', { clusterName: 'staging', tags: [{ key: 'team', value: 'chat' }] });
    await world.register();
    await world.createService();
    const { clusters, failures } = await world.call<DescribeClustersResponse>('DescribeClusters', {
      clusters: ['local', 'arn:aws:ecs:us-east-1:123456789012:cluster/staging', 'nope'],
      include: ['TAGS'],
    });
    expect(clusters).toMatchObject([
      { clusterName: 'local', runningTasksCount: 2, pendingTasksCount: 0, activeServicesCount: 1 },
      { clusterName: 'staging', tags: [{ key: 'team', value: 'chat' }] },
    ]);
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/nope', reason: 'MISSING' }]);
  });

  it('lists page by page', async () => {
    for (const clusterName of ['c', 'a', 'b']) await world.call('CreateCluster', { clusterName });
    const first = await world.call<ListClustersResponse>('ListClusters', { maxResults: 3 });
    const second = await world.call<ListClustersResponse>('ListClusters', {
      maxResults: 3,
      nextToken: first.nextToken,
    });
    const names = [...(first.clusterArns ?? []), ...(second.clusterArns ?? [])].map((arn) => arn.split('/').at(-1));
    expect(names).toEqual(['a', 'b', 'c', 'local']);
    expect(second.nextToken).toBeUndefined();
    await expect(world.call('ListClusters', { nextToken: 'made-up' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });

  it('deletes one that is empty, and no other', async () => {
    await world.register();
    await world.createService();
    await expect(world.call('DeleteCluster', { cluster: 'local' })).rejects.toMatchObject({
      code: 'ClusterContainsServicesException',
    });
    await world.call('DeleteService', { cluster: 'local', service: 'rooms', force: true });
    expect(await world.call('DeleteCluster', { cluster: 'local' })).toMatchObject({ cluster: { status: 'INACTIVE' } });
    await expect(world.call('ListServices', { cluster: 'local' })).rejects.toMatchObject({
      code: 'ClusterNotFoundException',
      message: 'Cluster not found.',
    });
  });

  it('refuses what is not built', async () => {
    await expect(
      world.call('CreateCluster', { clusterName: 'x', serviceConnectDefaults: { namespace: 'chat' } }),
    ).rejects.toMatchObject({
      code: 'UnsupportedFeatureException',
      message: 'Service Connect is not built into the embedded cloud.',
    });
  });

  it('changes its settings', async () => {
    const settings = [{ name: 'containerInsights', value: 'enabled' }];
    expect(await world.call('UpdateClusterSettings', { cluster: 'local', settings })).toMatchObject({
      cluster: { settings },
    });
    expect(await world.call('DescribeClusters', { clusters: ['local'], include: ['SETTINGS'] })).toMatchObject({
      clusters: [{ settings }],
    });
  });
});
