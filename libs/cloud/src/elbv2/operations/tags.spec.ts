import { Elbv2World } from '../testing/elbv2-world';

interface Tags {
  TagDescriptions: { ResourceArn: string; Tags: { Key: string; Value: string }[] }[];
}

describe('tags', () => {
  const world = new Elbv2World();
  let arn: string;

  beforeEach(async () => {
    await world.store.reset();
    arn = await world.group('rooms', { Tags: [{ Key: 'team', Value: 'chat' }] });
  });

  const read = async (): Promise<Tags> => world.call<Tags>('DescribeTags', { ResourceArns: [arn] });

  it('come with the resource or later, and go', async () => {
    await world.call('AddTags', { ResourceArns: [arn], Tags: [{ Key: 'team', Value: 'rooms' }, { Key: 'tier' }] });
    expect(await read()).toEqual({
      TagDescriptions: [
        {
          ResourceArn: arn,
          Tags: [
            { Key: 'team', Value: 'rooms' },
            { Key: 'tier', Value: '' },
          ],
        },
      ],
    });
    await world.call('RemoveTags', { ResourceArns: [arn], TagKeys: ['team', 'none'] });
    expect((await read()).TagDescriptions[0]?.Tags).toEqual([{ Key: 'tier', Value: '' }]);
  });

  it('are refused twice in one call, and beyond fifty', async () => {
    const add = (Tags: object[]) => world.call('AddTags', { ResourceArns: [arn], Tags });
    await expect(add([{ Key: 'a' }, { Key: 'a' }])).rejects.toMatchObject({ code: 'DuplicateTagKeys' });
    const many = Array.from({ length: 50 }, (_none, index) => ({ Key: `k${index}` }));
    await expect(add(many)).rejects.toMatchObject({ code: 'TooManyTags' });
  });

  it.each([
    ['loadbalancer/app/a/1', 'LoadBalancerNotFound'],
    ['listener/app/a/1/2', 'ListenerNotFound'],
    ['listener-rule/app/a/1/2/3', 'RuleNotFound'],
    ['targetgroup/a/1', 'TargetGroupNotFound'],
    ['nothing/a', 'ValidationError'],
  ])('of %s that is not there: %s', async (resource, code) => {
    const ResourceArns = [`arn:aws:elasticloadbalancing:us-east-1:123456789012:${resource}`];
    await expect(world.call('DescribeTags', { ResourceArns })).rejects.toMatchObject({ code });
  });
});
