import { defaultQuotas, type Quotas } from '../../quotas';
import { systemClock } from '../../kernel';
import { MemoryStore } from '../../testing/memory-store';
import { Elbv2World } from '../testing/elbv2-world';
import { freePort } from '../testing/free-port';

let world: Elbv2World;
const start = async (quotas: Partial<Quotas> = {}) => {
  world = await new Elbv2World(systemClock, new MemoryStore(), quotas).start();
  return world;
};

afterEach(() => world.stop());

/** Does something so many times, one after the other. */
async function times(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 1; index <= count; index++) await work(index);
}

const forward = (TargetGroupArn: string) => [{ Type: 'forward', TargetGroupArn }];

/** A second listener of the built-in load balancer, on a free port. */
async function secondListener(actions: object[]): Promise<string> {
  const made = await world.call<{ Listeners: { ListenerArn: string }[] }>('CreateListener', {
    LoadBalancerArn: world.loadBalancer.loadBalancerArn,
    Protocol: 'HTTP',
    Port: await freePort(),
    DefaultActions: actions,
  });
  return made.Listeners[0]?.ListenerArn ?? '';
}

describe('the quotas of an account', () => {
  it('are described by the names of the API, with their defaults', async () => {
    await start();
    const { Limits } = await world.call<{ Limits: object[] }>('DescribeAccountLimits', {});
    expect(Limits).toContainEqual({ Name: 'rules-per-application-load-balancer', Max: '100' });
    expect(Limits).toContainEqual({ Name: 'target-groups-per-application-load-balancer', Max: '100' });
    expect(Limits).toContainEqual({ Name: 'target-groups', Max: '3000' });
    expect(Limits).toContainEqual({ Name: 'listeners-per-application-load-balancer', Max: '50' });
    expect(Limits).toContainEqual({ Name: 'certificates-per-application-load-balancer', Max: '25' });
    expect(Limits).toHaveLength(Object.keys(defaultQuotas).length - 1);
  });

  it('come in pages', async () => {
    await start();
    const first = await world.call<{ Limits: object[]; NextMarker: string }>('DescribeAccountLimits', { PageSize: 4 });
    const next = await world.call<{ Limits: object[] }>('DescribeAccountLimits', { Marker: first.NextMarker });
    expect(first.Limits).toHaveLength(4);
    expect(next.Limits).toHaveLength(Object.keys(defaultQuotas).length - 5);
  });

  it('refuse the 101st rule of a load balancer, whichever of its listeners it is for, until one goes', async () => {
    await start();
    const group = await world.group('rooms');
    const ListenerArn = await secondListener(forward(group));
    const rules: string[] = [];
    await times(100, async (index) => rules.push(await world.route(`/${index}`, group, index)));
    const another = {
      ListenerArn,
      Priority: 1,
      Actions: forward(group),
      Conditions: [{ Field: 'path-pattern', Values: ['/x'] }],
    };
    await expect(world.call('CreateRule', another)).rejects.toMatchObject({
      code: 'TooManyRules',
      message: expect.stringContaining(world.loadBalancer.loadBalancerArn),
    });
    await world.call('ModifyRule', { RuleArn: rules[0], Conditions: [{ Field: 'path-pattern', Values: ['/y'] }] });
    await world.call('DeleteRule', { RuleArn: rules[0] });
    await world.call('CreateRule', another);
  });

  it('refuse the 101st target group of a load balancer, and take one twice', async () => {
    await start({ 'rules-per-application-load-balancer': 200 });
    const groups: string[] = [];
    await times(101, async (index) => groups.push(await world.group(`group-${index}`)));
    const rules: string[] = [];
    await times(100, async (index) => rules.push(await world.route(`/${index}`, groups[index - 1] ?? '', index)));
    const code = 'TooManyUniqueTargetGroupsPerLoadBalancer';
    await expect(world.route('/101', groups[100] ?? '', 101)).rejects.toMatchObject({ code });
    await expect(secondListener(forward(groups[100] ?? ''))).rejects.toMatchObject({ code });
    await world.route('/twice', groups[0] ?? '', 102);
    await expect(
      world.call('ModifyRule', { RuleArn: rules[0], Actions: forward(groups[100] ?? '') }),
    ).rejects.toMatchObject({ code });
    // The last use of the one makes room for the other.
    await world.call('ModifyRule', { RuleArn: rules[1], Actions: forward(groups[100] ?? '') });
  });

  it('refuse target groups, load balancers and listeners beyond theirs', async () => {
    await start({
      'target-groups': 2,
      'application-load-balancers': 2,
      'listeners-per-application-load-balancer': 2,
    });
    const group = await world.group('one');
    await world.group('two');
    await world.group('two');
    await expect(world.group('three')).rejects.toMatchObject({ code: 'TooManyTargetGroups' });
    await secondListener(forward(group));
    await expect(secondListener(forward(group))).rejects.toMatchObject({ code: 'TooManyListeners' });
    const balancer = (Name: string) => world.call('CreateLoadBalancer', { Name, Subnets: ['subnet-1', 'subnet-2'] });
    await balancer('web');
    await balancer('web');
    await expect(balancer('other')).rejects.toMatchObject({ code: 'TooManyLoadBalancers' });
  });

  it('refuse a sixth wildcard in a rule', async () => {
    await start();
    const group = await world.group('rooms');
    await world.route('/*/*/?/?/*', group, 1);
    await expect(world.route('/*/*/?/?/*/*', group, 2)).rejects.toMatchObject({
      code: 'ValidationError',
      message: "A rule can only have '5' condition wildcards",
    });
  });
});
