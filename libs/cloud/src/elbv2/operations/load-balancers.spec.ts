import { type LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Elbv2World } from '../testing/elbv2-world';

interface Made {
  LoadBalancers: LoadBalancer[];
  NextMarker?: string;
}

const subnets = ['subnet-a', 'subnet-b'];

describe('load balancers', () => {
  const world = new Elbv2World();
  const make = async (Name: string, more: object = {}): Promise<LoadBalancer | undefined> =>
    (await world.call<Made>('CreateLoadBalancer', { Name, Subnets: subnets, ...more })).LoadBalancers[0];

  afterEach(() => world.store.reset());

  it('are made as ELB describes them, reached at the loopback address', async () => {
    expect(await make('web', { SecurityGroups: ['sg-1'] })).toMatchObject({
      LoadBalancerArn: expect.stringMatching(
        /^arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer\/app\/web\/[0-9a-f]{16}$/,
      ),
      DNSName: '127.0.0.1',
      CreatedTime: expect.any(Date),
      LoadBalancerName: 'web',
      Scheme: 'internet-facing',
      State: { Code: 'active' },
      Type: 'application',
      AvailabilityZones: [
        { ZoneName: 'us-east-1a', SubnetId: 'subnet-a' },
        { ZoneName: 'us-east-1b', SubnetId: 'subnet-b' },
      ],
      SecurityGroups: ['sg-1'],
    });
  });

  it('made again with the same settings are the same, with others a duplicate', async () => {
    const first = await make('web');
    expect(await make('web', { Subnets: ['subnet-b', 'subnet-a'] })).toEqual(first);
    await expect(make('web', { Scheme: 'internal' })).rejects.toMatchObject({
      code: 'DuplicateLoadBalancerName',
      message: "A load balancer with the same name 'web' exists, but with different settings",
    });
  });

  it('of one name can be in several regions', async () => {
    await make('web');
    const there = { region: 'eu-west-1' };
    const made = await world.call<Made>('CreateLoadBalancer', { Name: 'web', Subnets: subnets }, there);
    const seen = await world.call<Made>('DescribeLoadBalancers', {}, there);
    expect(seen.LoadBalancers).toEqual(made.LoadBalancers);
  });

  it.each([
    ['a'.repeat(33), `The load balancer name '${'a'.repeat(33)}' cannot be longer than '32' characters`],
    ['a_b', "The load balancer name 'a_b' can only contain characters that are alphanumeric characters or hyphens(-)"],
    ['-a', "The load balancer name '-a' cannot begin or end with '-'"],
    ['internal-a', "The load balancer name 'internal-a' cannot begin with 'internal-'"],
  ])('are refused the name %s', async (name, message) => {
    await expect(make(name)).rejects.toMatchObject({ code: 'ValidationError', message });
  });

  it('need two subnets, and are of type application', async () => {
    await expect(make('web', { Subnets: ['subnet-a'] })).rejects.toMatchObject({ code: 'ValidationError' });
    await expect(make('web', { Type: 'network' })).rejects.toMatchObject({ code: 'InvalidConfigurationRequest' });
  });

  it('are found by name and ARN, and missed aloud', async () => {
    const web = await make('web');
    await make('api');
    const byName = await world.call<Made>('DescribeLoadBalancers', { Names: ['web'] });
    const byArn = await world.call<Made>('DescribeLoadBalancers', { LoadBalancerArns: [web?.LoadBalancerArn] });
    expect([byName.LoadBalancers, byArn.LoadBalancers]).toEqual([[web], [web]]);
    await expect(world.call('DescribeLoadBalancers', { Names: ['web', 'no'] })).rejects.toMatchObject({
      code: 'LoadBalancerNotFound',
      message: "Load balancers '[no]' not found",
    });
  });

  it('come in pages', async () => {
    for (const name of ['a', 'b', 'c']) await make(name);
    const first = await world.call<Made>('DescribeLoadBalancers', { PageSize: 2 });
    const last = await world.call<Made>('DescribeLoadBalancers', { PageSize: 2, Marker: first.NextMarker });
    const names = [first, last].map(({ LoadBalancers }) => LoadBalancers.map((one) => one.LoadBalancerName));
    expect(names).toEqual([['a', 'b'], ['c']]);
    expect(last.NextMarker).toBeUndefined();
    await expect(world.call('DescribeLoadBalancers', { Marker: 'x' })).rejects.toMatchObject({
      code: 'ValidationError',
    });
  });

  it('are deleted once and for all; deleting one that is not there succeeds', async () => {
    const arn = { LoadBalancerArn: (await make('web'))?.LoadBalancerArn };
    await world.call('DeleteLoadBalancer', arn);
    await world.call('DeleteLoadBalancer', arn);
    expect((await world.call<Made>('DescribeLoadBalancers', {})).LoadBalancers).toEqual([]);
  });

  it('are not deleted while they are protected', async () => {
    const arn = { LoadBalancerArn: (await make('web'))?.LoadBalancerArn };
    await world.call('ModifyLoadBalancerAttributes', {
      ...arn,
      Attributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }],
    });
    await expect(world.call('DeleteLoadBalancer', arn)).rejects.toMatchObject({ code: 'OperationNotPermitted' });
  });

  it('refuse attributes that nobody would act on', async () => {
    const arn = { LoadBalancerArn: (await make('web'))?.LoadBalancerArn };
    const set = (Key: string, Value: string) =>
      world.call('ModifyLoadBalancerAttributes', { ...arn, Attributes: [{ Key, Value }] });
    await expect(set('no.such', '1')).rejects.toMatchObject({ code: 'ValidationError' });
    await expect(set('idle_timeout.timeout_seconds', '0')).rejects.toMatchObject({ code: 'ValidationError' });
    await expect(set('access_logs.s3.enabled', 'true')).rejects.toMatchObject({ code: 'InvalidConfigurationRequest' });
    await set('access_logs.s3.enabled', 'false');
  });
});
