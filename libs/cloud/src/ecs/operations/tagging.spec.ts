import {
  type DescribeTasksResponse,
  type ListTagsForResourceResponse,
  type ListTasksResponse,
} from '@aws-sdk/client-ecs';
import { EcsWorld, runTaskRequest } from '../testing';

const arn = (resource: string): string => `arn:aws:ecs:us-east-1:123456789012:${resource}`;

describe('operations on tags', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
    await world.register();
    await world.createService();
  });

  afterEach(() => world.end());

  const tagsOf = async (resourceArn: string) =>
    (await world.call<ListTagsForResourceResponse>('ListTagsForResource', { resourceArn })).tags;

  it.each(['cluster/local', 'service/local/rooms', 'task-definition/rooms:1'])(
    'tags and untags %s',
    async (resource) => {
      const resourceArn = arn(resource);
      const tag = (key: string, value: string) => world.call('TagResource', { resourceArn, tags: [{ key, value }] });
      await tag('commit', 'old');
      await tag('commit', 'new');
      await tag('actor', 'me');
      expect(await tagsOf(resourceArn)).toEqual([
        { key: 'commit', value: 'new' },
        { key: 'actor', value: 'me' },
      ]);
      await world.call('UntagResource', { resourceArn, tagKeys: ['actor'] });
      expect(await tagsOf(resourceArn)).toEqual([{ key: 'commit', value: 'new' }]);
    },
  );

  it.each([
    { resource: 'cluster/nope', code: 'ClusterNotFoundException' },
    { resource: 'service/local/nope', code: 'ResourceNotFoundException' },
    { resource: 'nonsense', code: 'InvalidParameterException' },
  ])('refuses $resource', async ({ resource, code }) => {
    await expect(tagsOf(arn(resource))).rejects.toMatchObject({ code });
  });

  it.each([
    { tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' })) },
    { tags: [{ key: 'aws:mine', value: '' }] },
    { tags: [{ key: 'a', value: 'x'.repeat(257) }] },
  ])('refuses tags that AWS refuses', async ({ tags }) => {
    await expect(world.call('TagResource', { resourceArn: arn('cluster/local'), tags })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });

  it('tasks carry those of ECS itself where enableECSManagedTags says so', async () => {
    const ofCluster = { key: 'aws:ecs:clusterName', value: 'local' };
    const tags = async (filter: object) => {
      const { taskArns } = await world.call<ListTasksResponse>('ListTasks', { cluster: 'local', ...filter });
      const request = { cluster: 'local', tasks: taskArns, include: ['TAGS'] };
      return (await world.call<DescribeTasksResponse>('DescribeTasks', request)).tasks?.map((task) => task.tags);
    };
    const once = { ...runTaskRequest, startedBy: 'me', enableECSManagedTags: true, tags: [{ key: 'a', value: 'b' }] };
    await world.call('RunTask', once);
    expect(await tags({ startedBy: 'me' })).toEqual([[{ key: 'a', value: 'b' }, ofCluster]]);
    await world.createService({ serviceName: 'chat', desiredCount: 1, enableECSManagedTags: true });
    expect(await tags({ serviceName: 'chat' })).toEqual([[ofCluster, { key: 'aws:ecs:serviceName', value: 'chat' }]]);
  });
});
