import { type TargetGroup, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Elbv2World } from '../testing/elbv2-world';

interface Groups {
  TargetGroups: TargetGroup[];
}

interface Health {
  TargetHealthDescriptions: TargetHealthDescription[];
}

const settings = { Name: 'rooms', Protocol: 'HTTP', Port: 3000, VpcId: 'vpc-1', TargetType: 'ip' };

describe('target groups', () => {
  let world: Elbv2World;

  beforeEach(async () => {
    world = await new Elbv2World().start();
  });

  afterEach(() => world.stop());

  const make = async (more: object = {}): Promise<TargetGroup | undefined> =>
    (await world.call<Groups>('CreateTargetGroup', { ...settings, ...more })).TargetGroups[0];

  it('row "health check defaults": have the health check of ELB where none is said', async () => {
    expect(await make()).toEqual({
      TargetGroupArn: expect.stringMatching(
        /^arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup\/rooms\/[0-9a-f]{16}$/,
      ),
      TargetGroupName: 'rooms',
      Protocol: 'HTTP',
      ProtocolVersion: 'HTTP1',
      Port: 3000,
      VpcId: 'vpc-1',
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      HealthCheckPath: '/',
      Matcher: { HttpCode: '200' },
      LoadBalancerArns: [],
      TargetType: 'ip',
      IpAddressType: 'ipv4',
    });
  });

  it('made again with the same settings are the same, with others a duplicate', async () => {
    const first = await make({ HealthCheckPath: '/health' });
    expect(await make({ HealthCheckPath: '/health' })).toEqual(first);
    await expect(make({ HealthCheckPath: '/' })).rejects.toMatchObject({
      code: 'DuplicateTargetGroupName',
      message: "A target group with the same name 'rooms' exists, but with different settings",
    });
  });

  it.each([
    [{ Name: 'a'.repeat(33) }, /cannot be longer than '32' characters/],
    [{ Port: undefined }, /port must be specified/],
    [{ Protocol: undefined }, /protocol must be specified/],
    [{ HealthCheckIntervalSeconds: 301 }, /'301' must be between '2' and '300'/],
    [{ HealthCheckIntervalSeconds: 1, HealthCheckTimeoutSeconds: 1 }, /'1' must be between '2' and '300'/],
    [{ HealthCheckIntervalSeconds: 2, HealthCheckTimeoutSeconds: 2 }, /interval must be greater than the timeout/],
    [{ HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 5 }, /interval must be greater than the timeout/],
    [{ HealthyThresholdCount: 1 }, /Healthy threshold count '1' must be between '2' and '10'/],
    [{ HealthCheckPath: 'health' }, /must begin with a '\/'/],
    [{ HealthCheckPort: '0' }, /must be 'traffic-port' or between/],
    [{ Matcher: { HttpCode: '2xx' } }, /matcher HTTP code '2xx' is not valid/],
    [{ HealthCheckEnabled: false }, /must be true/],
  ])('refuse %j', async (more, message) => {
    await expect(make(more)).rejects.toMatchObject({
      code: 'ValidationError',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    { TargetType: 'lambda' },
    { Protocol: 'HTTPS' },
    { ProtocolVersion: 'GRPC' },
    { HealthCheckProtocol: 'TCP' },
  ])('say that %j is not built', async (more) => {
    await expect(make(more)).rejects.toMatchObject({
      code: 'InvalidConfigurationRequest',
      message: expect.stringMatching('is not built into the embedded cloud'),
    });
  });

  it('are found by name, ARN and load balancer', async () => {
    const rooms = await make();
    const users = await make({ Name: 'users' });
    await world.route('/users', users?.TargetGroupArn ?? '');
    const names = async (input: object) =>
      (await world.call<Groups>('DescribeTargetGroups', input)).TargetGroups.map((group) => group.TargetGroupName);
    expect(await names({})).toEqual(['rooms', 'users']);
    expect(await names({ Names: ['users'] })).toEqual(['users']);
    expect(await names({ TargetGroupArns: [rooms?.TargetGroupArn] })).toEqual(['rooms']);
    expect(await names({ LoadBalancerArn: world.loadBalancer.loadBalancerArn })).toEqual(['users']);
    await expect(names({ Names: ['no'] })).rejects.toMatchObject({
      code: 'TargetGroupNotFound',
      message: 'One or more target groups not found',
    });
  });

  it('name the load balancers that send them requests, and are in use by them', async () => {
    const arn = await world.group('rooms');
    const rule = await world.route('*', arn);
    const { TargetGroups } = await world.call<Groups>('DescribeTargetGroups', { TargetGroupArns: [arn] });
    expect(TargetGroups[0]?.LoadBalancerArns).toEqual([world.loadBalancer.loadBalancerArn]);
    await expect(world.call('DeleteTargetGroup', { TargetGroupArn: arn })).rejects.toMatchObject({
      code: 'ResourceInUse',
      message: `Target group '${arn}' is currently in use by a listener or a rule`,
    });
    await world.call('DeleteRule', { RuleArn: rule });
    await world.call('DeleteTargetGroup', { TargetGroupArn: arn });
    await world.call('DeleteTargetGroup', { TargetGroupArn: arn });
  });

  it('keep of their health check what a modification leaves out', async () => {
    const made = await make({ HealthCheckPath: '/health' });
    const change = { TargetGroupArn: made?.TargetGroupArn, HealthCheckIntervalSeconds: 10 };
    const { TargetGroups } = await world.call<Groups>('ModifyTargetGroup', change);
    expect(TargetGroups).toEqual([{ ...made, HealthCheckIntervalSeconds: 10 }]);
  });

  it('have attributes, with the defaults of ELB', async () => {
    const TargetGroupArn = await world.group('rooms');
    await world.setAttribute(TargetGroupArn, 'deregistration_delay.timeout_seconds', '2');
    const { Attributes } = await world.call<{ Attributes: object[] }>('DescribeTargetGroupAttributes', {
      TargetGroupArn,
    });
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '2' });
    expect(Attributes).toContainEqual({ Key: 'load_balancing.algorithm.type', Value: 'round_robin' });
    await expect(world.setAttribute(TargetGroupArn, 'stickiness.enabled', 'true')).rejects.toMatchObject({
      code: 'InvalidConfigurationRequest',
    });
  });

  describe('have targets', () => {
    const describeHealth = async (TargetGroupArn: string, Targets?: object[]): Promise<TargetHealthDescription[]> =>
      (await world.call<Health>('DescribeTargetHealth', { TargetGroupArn, Targets })).TargetHealthDescriptions;

    it('which are not in use while no listener sends them requests', async () => {
      const TargetGroupArn = await world.group('rooms');
      await world.call('RegisterTargets', { TargetGroupArn, Targets: [{ Id: '127.0.0.1' }] });
      expect(await describeHealth(TargetGroupArn)).toEqual([
        {
          Target: { Id: '127.0.0.1', Port: 80 },
          HealthCheckPort: '80',
          TargetHealth: {
            State: 'unused',
            Reason: 'Target.NotInUse',
            Description: 'Target group is not configured to receive traffic from the load balancer',
          },
        },
      ]);
    });

    it('which are checked as soon as one does', async () => {
      const TargetGroupArn = await world.group('rooms');
      await world.call('RegisterTargets', { TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port: 9 }] });
      await world.route('*', TargetGroupArn);
      expect(await describeHealth(TargetGroupArn)).toMatchObject([
        { TargetHealth: { State: 'initial', Reason: 'Elb.InitialHealthChecking' } },
      ]);
    });

    it('whose registration can be asked of any address', async () => {
      const TargetGroupArn = await world.group('rooms');
      expect(await describeHealth(TargetGroupArn, [{ Id: '127.0.0.1', Port: 1 }])).toMatchObject([
        { TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered' } },
      ]);
    });

    it('which are registered and deregistered any number of times', async () => {
      const TargetGroupArn = await world.group('rooms');
      const targets = { TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port: 9 }] };
      await world.call('RegisterTargets', targets);
      await world.call('RegisterTargets', targets);
      expect(await describeHealth(TargetGroupArn)).toHaveLength(1);
      await world.call('DeregisterTargets', targets);
      await world.call('DeregisterTargets', targets);
      expect(await describeHealth(TargetGroupArn)).toEqual([]);
    });

    it('which are addresses', async () => {
      const TargetGroupArn = await world.group('rooms');
      const named = { TargetGroupArn, Targets: [{ Id: 'i-0123456789abcdef0' }] };
      await expect(world.call('RegisterTargets', named)).rejects.toMatchObject({ code: 'InvalidTarget' });
    });
  });
});
