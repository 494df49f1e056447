import { type Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Elbv2World } from '../testing/elbv2-world';

interface Rules {
  Rules: Rule[];
}

const Conditions = [{ Field: 'path-pattern', Values: ['/api/*'] }];

describe('rules', () => {
  let world: Elbv2World;
  let group: string;

  beforeEach(async () => {
    world = await new Elbv2World().start();
    group = await world.group('rooms');
  });

  afterEach(() => world.stop());

  const make = async (more: object = {}): Promise<Rule | undefined> => {
    const Actions = [{ Type: 'forward', TargetGroupArn: group }];
    const { listenerArn: ListenerArn } = world.loadBalancer;
    return (await world.call<Rules>('CreateRule', { ListenerArn, Priority: 10, Conditions, Actions, ...more }))
      .Rules[0];
  };

  const all = async (): Promise<Rule[]> =>
    (await world.call<Rules>('DescribeRules', { ListenerArn: world.loadBalancer.listenerArn })).Rules;

  it('are described in both forms that conditions and forward actions have', async () => {
    expect(await make()).toEqual({
      RuleArn: expect.stringMatching(/:listener-rule\/app\/local\/[0-9a-f]{16}\/[0-9a-f]{16}\/[0-9a-f]{16}$/),
      Priority: '10',
      Conditions: [{ Field: 'path-pattern', Values: ['/api/*'], PathPatternConfig: { Values: ['/api/*'] } }],
      Actions: [
        {
          Type: 'forward',
          TargetGroupArn: group,
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn: group, Weight: 1 }],
            TargetGroupStickinessConfig: { Enabled: false },
          },
        },
      ],
      IsDefault: false,
    });
  });

  it('are listed by priority, the default last', async () => {
    for (const Priority of [200, 30, 1000]) await make({ Priority });
    expect((await all()).map(({ Priority, IsDefault }) => [Priority, IsDefault])).toEqual([
      ['30', false],
      ['200', false],
      ['1000', false],
      ['default', true],
    ]);
  });

  it('have a priority of their own', async () => {
    await make();
    await expect(make()).rejects.toMatchObject({ code: 'PriorityInUse', message: "Priority '10' is currently in use" });
    await expect(make({ Priority: 0 })).rejects.toMatchObject({ code: 'ValidationError' });
  });

  it('change places in one step', async () => {
    const [one, two] = [await make({ Priority: 1 }), await make({ Priority: 2 })];
    await world.call('SetRulePriorities', {
      RulePriorities: [
        { RuleArn: one?.RuleArn, Priority: 2 },
        { RuleArn: two?.RuleArn, Priority: 1 },
      ],
    });
    expect((await all()).map(({ RuleArn }) => RuleArn).slice(0, 2)).toEqual([two?.RuleArn, one?.RuleArn]);
    const taken = { RulePriorities: [{ RuleArn: one?.RuleArn, Priority: 1 }] };
    await expect(world.call('SetRulePriorities', taken)).rejects.toMatchObject({ code: 'PriorityInUse' });
  });

  it('keep what a modification leaves out', async () => {
    const made = await make();
    const changed = [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } }];
    const { Rules } = await world.call<Rules>('ModifyRule', { RuleArn: made?.RuleArn, Conditions: changed });
    expect(Rules).toEqual([{ ...made, Conditions: changed }]);
    await expect(world.call('ModifyRule', { RuleArn: made?.RuleArn })).rejects.toMatchObject({
      message: 'Either conditions or actions must be specified',
    });
  });

  it('can be deleted, but for the default one', async () => {
    const made = await make();
    await world.call('DeleteRule', { RuleArn: made?.RuleArn });
    await expect(world.call('DeleteRule', { RuleArn: made?.RuleArn })).rejects.toMatchObject({ code: 'RuleNotFound' });
    const [byDefault] = await all();
    await expect(world.call('DeleteRule', { RuleArn: byDefault?.RuleArn })).rejects.toMatchObject({
      code: 'OperationNotPermitted',
    });
  });

  it.each([
    [[], 'A condition must be specified'],
    [
      [{ Field: 'path', Values: ['/'] }],
      "Condition field 'path' must be one of '[path-pattern, host-header, http-header, http-request-method, query-string, source-ip]'",
    ],
    [[{ Field: 'path-pattern', Values: [] }], 'A condition value must be specified'],
    [[{ Field: 'path-pattern', Values: ['/a b'] }], "Condition value '/a b' contains a character that is not valid"],
    [
      [{ Field: 'path-pattern', Values: ['/1', '/2', '/3', '/4', '/5', '/6'] }],
      "A rule can only have '5' condition values",
    ],
    [[...Conditions, ...Conditions], "A rule can only have one 'path-pattern' condition"],
    [
      [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.1/33'] } }],
      "The source IP condition value '10.0.0.1/33' is not a CIDR block",
    ],
    [
      [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Host', Values: ['a'] } }],
      "The header name 'Host' is not valid in an HTTP header condition",
    ],
  ])('refuse the conditions %j', async (conditions, message) => {
    await expect(make({ Conditions: conditions })).rejects.toMatchObject({ code: 'ValidationError', message });
  });

  it.each([
    [[], 'ValidationError'],
    [[{ Type: 'forward', TargetGroupArn: 'arn:no' }], 'TargetGroupNotFound'],
    [[{ Type: 'forward' }], 'ValidationError'],
    [[{ Type: 'authenticate-oidc' }], 'InvalidConfigurationRequest'],
    [[{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Query: 'a=b' } }], 'InvalidLoadBalancerAction'],
    [[{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '302' } }], 'ValidationError'],
  ])('refuse the actions %j', async (actions, code) => {
    await expect(make({ Actions: actions })).rejects.toMatchObject({ code });
  });

  it('of two load balancers do not share a target group', async () => {
    await make();
    await world.elbv2.stop();
    await world.elbv2.start([{ name: 'other', port: 0, region: 'us-east-1', account: '123456789012' }]);
    const listeners = await world.call<{ LoadBalancers: { LoadBalancerArn: string }[] }>('DescribeLoadBalancers', {
      Names: ['other'],
    });
    const [other] = listeners.LoadBalancers;
    const found = await world.call<{ Listeners: { ListenerArn: string }[] }>('DescribeListeners', other ?? {});
    await expect(make({ ListenerArn: found.Listeners[0]?.ListenerArn })).rejects.toMatchObject({
      code: 'TargetGroupAssociationLimit',
    });
  });
});
