import { type Server } from 'node:http';
import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  paginateDescribeTargetGroups,
  PriorityInUseException,
  RegisterTargetsCommand,
  ResourceInUseException,
  SetRulePrioritiesCommand,
  TargetGroupNotFoundException,
  waitUntilLoadBalancerAvailable,
  waitUntilTargetInService,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Calls, createDispatcher } from '../protocol';
import { endpointOf, openServer } from '../server';
import { Elbv2World } from './testing/elbv2-world';
import { TestTarget } from './testing/test-target';

const groupSettings = {
  Name: 'rooms',
  Protocol: 'HTTP' as const,
  Port: 3000,
  VpcId: 'vpc-1',
  TargetType: 'ip' as const,
  HealthCheckPath: '/health',
  HealthCheckIntervalSeconds: 2,
  HealthCheckTimeoutSeconds: 1,
  Matcher: { HttpCode: '200-299' },
  Tags: [{ Key: 'service', Value: 'rooms' }],
};

describe('ELBv2 over the wire, through the SDK', () => {
  let world: Elbv2World;
  let server: Server;
  let client: ElasticLoadBalancingV2Client;

  beforeEach(async () => {
    world = await new Elbv2World().start();
    const unused = (): Promise<never> => Promise.reject(new Error('not asked for here'));
    const services = [world.elbv2.service];
    const dispatch = createDispatcher({ services, account: '123456789012', calls: new Calls(), store: world.store });
    server = await openServer(0, { dispatch, registry: unused, control: unused });
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
    const endpoint = endpointOf(server);
    client = new ElasticLoadBalancingV2Client({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  });

  afterEach(async () => {
    client.destroy();
    server.close();
    await world.stop();
  });

  const makeGroup = async (Name = 'rooms'): Promise<string> => {
    const { TargetGroups = [] } = await client.send(new CreateTargetGroupCommand({ ...groupSettings, Name }));
    return TargetGroups[0]?.TargetGroupArn ?? '';
  };

  const ruleFor = (TargetGroupArn: string, Priority: number) =>
    new CreateRuleCommand({
      ListenerArn: world.loadBalancer.listenerArn,
      Priority,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/v1/rooms', '/api/v1/rooms/*'] } }],
      Actions: [{ Type: 'forward', TargetGroupArn }],
      Tags: [{ Key: 'service', Value: 'rooms' }],
    });

  it('tells of the load balancer that is there from the start', async () => {
    await waitUntilLoadBalancerAvailable({ client, maxWaitTime: 5, minDelay: 1 }, { Names: ['local'] });
    const { LoadBalancers } = await client.send(new DescribeLoadBalancersCommand({ Names: ['local'] }));
    expect(LoadBalancers).toMatchObject([
      {
        LoadBalancerArn: world.loadBalancer.loadBalancerArn,
        DNSName: '127.0.0.1',
        CreatedTime: expect.any(Date),
        State: { Code: 'active' },
      },
    ]);
  });

  it('takes a service from a target group to a target in service', async () => {
    const TargetGroupArn = await makeGroup();
    const { Rules = [] } = await client.send(ruleFor(TargetGroupArn, 10));
    expect(Rules).toMatchObject([
      {
        Priority: '10',
        IsDefault: false,
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/v1/rooms', '/api/v1/rooms/*'] } }],
        Actions: [
          { Type: 'forward', TargetGroupArn, ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }] } },
        ],
      },
    ]);
    const target = await TestTarget.start((_incoming, response) => response.end());
    const Targets = [{ Id: target.target.id, Port: target.target.port }];
    await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    await waitUntilTargetInService({ client, maxWaitTime: 10, minDelay: 1 }, { TargetGroupArn, Targets });
    const { TargetHealthDescriptions } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    expect(TargetHealthDescriptions).toEqual([
      { Target: Targets[0], HealthCheckPort: String(target.target.port), TargetHealth: { State: 'healthy' } },
    ]);
    await target.stop();
  });

  it('changes rules, attributes and tags', async () => {
    const TargetGroupArn = await makeGroup();
    const { Rules = [] } = await client.send(ruleFor(TargetGroupArn, 10));
    const RuleArn = Rules[0]?.RuleArn ?? '';
    const Conditions = [{ Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } }];
    await client.send(new ModifyRuleCommand({ RuleArn, Conditions }));
    await client.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn, Priority: 20 }] }));
    const described = await client.send(new DescribeRulesCommand({ RuleArns: [RuleArn] }));
    expect(described.Rules).toMatchObject([{ Priority: '20', Conditions }]);

    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '2' }];
    await client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
    const attributes = await client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    expect(attributes.Attributes).toContainEqual(Attributes[0]);

    await client.send(new AddTagsCommand({ ResourceArns: [RuleArn], Tags: [{ Key: 'a', Value: 'b' }] }));
    const tags = await client.send(new DescribeTagsCommand({ ResourceArns: [RuleArn, TargetGroupArn] }));
    expect(tags.TagDescriptions).toEqual([
      { ResourceArn: RuleArn, Tags: [...groupSettings.Tags, { Key: 'a', Value: 'b' }] },
      { ResourceArn: TargetGroupArn, Tags: groupSettings.Tags },
    ]);
  });

  it('makes load balancers and listeners', async () => {
    const Subnets = ['subnet-a', 'subnet-b'];
    const { LoadBalancers = [] } = await client.send(new CreateLoadBalancerCommand({ Name: 'web', Subnets }));
    const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn;
    const create = new CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: world.loadBalancer.port,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    });
    await expect(client.send(create)).rejects.toMatchObject({
      name: 'InvalidConfigurationRequestException',
      message: expect.stringContaining('is in use already'),
    });
  });

  it('pages through target groups', async () => {
    for (const name of ['a', 'b', 'c']) await makeGroup(name);
    const sizes: number[] = [];
    for await (const page of paginateDescribeTargetGroups({ client }, { PageSize: 2 })) {
      sizes.push(page.TargetGroups?.length ?? 0);
    }
    expect(sizes).toEqual([2, 1]);
  });

  it("answers errors that are the SDK's own exceptions", async () => {
    const arn = await makeGroup();
    await client.send(ruleFor(arn, 10));
    await expect(client.send(ruleFor(arn, 10))).rejects.toThrow(PriorityInUseException);
    await expect(client.send(new DeleteTargetGroupCommand({ TargetGroupArn: arn }))).rejects.toThrow(
      ResourceInUseException,
    );
    const missing = new DescribeTargetHealthCommand({ TargetGroupArn: `${arn}0` });
    await expect(client.send(missing)).rejects.toThrow(TargetGroupNotFoundException);
  });
});
