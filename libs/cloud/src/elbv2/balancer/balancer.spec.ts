import { request, type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { BalancedWorld } from '../testing/balanced-world';
import { send } from '../testing/send';
import { TestTarget } from '../testing/test-target';

let world: BalancedWorld;

beforeEach(async () => {
  world = await BalancedWorld.start();
});

afterEach(() => world.stop());

describe('a target', () => {
  it('shares the requests with the others in turn', async () => {
    const targets = [await world.add((_in, out) => out.end('a')), await world.add((_in, out) => out.end('b'))];
    for (let turn = 0; turn < 10; turn += 1) await send(world.url);
    expect(targets.map(({ requests }) => requests)).toEqual([5, 5]);
  });

  it('with the fewest requests under way comes first where the group says so', async () => {
    await world.cloud.setAttribute(world.group, 'load_balancing.algorithm.type', 'least_outstanding_requests');
    let arrived: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => (arrived = resolve));
    await world.add(() => arrived());
    await world.add((_in, out) => out.end('quick'));
    const held = request(world.url);
    held.on('error', () => undefined);
    held.end();
    await busy;
    for (let turn = 0; turn < 5; turn += 1) expect((await send(world.url)).body).toBe('quick');
    held.destroy();
  });

  it('row "all unhealthy: fails open": an unhealthy one gets requests when none is healthy, and no others', async () => {
    const sick = await TestTarget.start(
      (incoming, response) => response.writeHead(incoming.url === '/health' ? 500 : 200).end('sick'),
      { ownHealth: true },
    );
    const { cloud, group } = world;
    const { targetGroups } = cloud.elbv2;
    targetGroups.register(group, sick.target);
    await cloud.until(() => targetGroups.health(group, sick.target).state === 'unhealthy');
    expect((await send(world.url)).body).toBe('sick');
    await world.add((_in, out) => out.end('well'));
    for (let turn = 0; turn < 4; turn += 1) expect((await send(world.url)).body).toBe('well');
    await sick.stop();
  });

  it('keeps its connection between requests', async () => {
    const behind = await world.add((_in, out) => out.end('ok'));
    const sockets = new Set<Socket>();
    behind.server.on(
      'request',
      (incoming: IncomingMessage) => incoming.url !== '/health' && sockets.add(incoming.socket),
    );
    for (let turn = 0; turn < 5; turn += 1) await send(world.url);
    expect(sockets.size).toBe(1);
  });
});

describe('a rule', () => {
  it('chooses by host, header, method and query, and shares by weight', async () => {
    const { cloud, group } = world;
    const ListenerArn = cloud.loadBalancer.listenerArn;
    const { Rules } = await cloud.call<{ Rules: { RuleArn: string; Priority: string }[] }>('DescribeRules', {
      ListenerArn,
    });
    const RuleArn = Rules.find(({ Priority }) => Priority === '1')?.RuleArn;
    await cloud.call('SetRulePriorities', { RulePriorities: [{ RuleArn, Priority: 100 }] });
    await world.add((_in, out) => out.end('stable'));
    const [canary, off] = [await cloud.group('canary'), await cloud.group('off')];
    const weights = { [group]: 1, [canary]: 1, [off]: 0 };
    const TargetGroups = Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
    await cloud.call('CreateRule', {
      ListenerArn,
      Priority: 1,
      Conditions: [
        { Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } },
        { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Canary', Values: ['y?s'] } },
        { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['PUT'] } },
        { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'version', Value: '2*' }] } },
      ],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    });
    const behind = await TestTarget.start((_in, out) => out.end('canary'));
    await cloud.register(canary, behind);
    const bodies = async (path: string, method: string, headers: Record<string, string>) => {
      const answers = Array.from({ length: 64 }, () => send(world.url + path, { method, headers }));
      return [...new Set((await Promise.all(answers)).map(({ body }) => body))].toSorted();
    };
    const all = { Host: 'api.example.com', 'X-Canary': 'Yes' };
    expect(await bodies('/?version=2.1', 'PUT', all)).toEqual(['canary', 'stable']);
    expect(await bodies('/?version=1', 'PUT', all)).toEqual(['stable']);
    expect(await bodies('/?version=2.1', 'GET', all)).toEqual(['stable']);
    expect(await bodies('/?version=2.1', 'PUT', { ...all, Host: 'example.org' })).toEqual(['stable']);
    expect(await bodies('/?version=2.1', 'PUT', { Host: 'api.example.com' })).toEqual(['stable']);
    await behind.stop();
  });
});

describe('a rule without a target', () => {
  it('answers itself', async () => {
    const { listenerArn: ListenerArn } = world.cloud.loadBalancer;
    await world.cloud.call('ModifyListener', {
      ListenerArn,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '418', MessageBody: 'tea' } }],
    });
    await world.cloud.call('CreateRule', {
      ListenerArn,
      Priority: 2,
      Conditions: [{ Field: 'path-pattern', Values: ['/old/*'] }],
      Actions: [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Path: '/new/#{path}' } }],
    });
    const rules = await world.cloud.call<{ Rules: { RuleArn: string; Priority: string }[] }>('DescribeRules', {
      ListenerArn,
    });
    await world.cloud.call('DeleteRule', { RuleArn: rules.Rules.find(({ Priority }) => Priority === '1')?.RuleArn });
    expect(await send(world.url)).toMatchObject({
      status: 418,
      body: 'tea',
      headers: { 'content-type': 'text/plain' },
    });
    expect(await send(`${world.url}/old/a?b=c`)).toMatchObject({
      status: 301,
      headers: { location: `${world.url}/new/old/a?b=c` },
    });
  });
});
