import { execFileSync } from 'node:child_process';
import { ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type Coordinator, destroy, planDestroy } from '@longshore/deploy';
import { type ServiceOutcome } from '@longshore/model';
import { startTraffic, type Traffic } from '../lib/traffic';
import { answering, type RunChanges, World } from './world';

let world: World;
let ecs: ECSClient;
let logs: CloudWatchLogsClient;
let elb: ElasticLoadBalancingV2Client;
const streams: Traffic[] = [];

beforeEach(async () => {
  world = await World.start();
  ecs = new ECSClient({ region: 'us-east-1' });
  logs = new CloudWatchLogsClient({ region: 'us-east-1' });
  elb = new ElasticLoadBalancingV2Client({ region: 'us-east-1' });
});

afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.stop();
  ecs.destroy();
  logs.destroy();
  elb.destroy();
  await world.stop();
});

/** A program that is healthy, but listens only after some seconds. */
const slow = (text: string): string => `setTimeout(() => { ${answering(text)} }, 2500);`;

/** One that answers its health check with 500 from the start. */
const unhealthy = (text: string): string => answering(text, 500);

const at = (...paths: string[]) => ({ route: { paths }, copies: { min: 1 } });

/** The same, with as much time to start as a slow program needs. */
const patient = <Spec extends object>(spec: Spec) => ({ ...spec, health: { graceSeconds: 60 } });

/** Requests at a rate that a loaded machine can keep up with, until the test stops them. */
function load(path: string, expected?: RegExp): Traffic {
  const stream = startTraffic(`${world.cloud.loadBalancer}${path}`, 60, expected);
  streams.push(stream);
  return stream;
}

/** A run over a workspace of services. */
async function pushed(specs: Record<string, object>, names: string[], changes: RunChanges = {}): Promise<Coordinator> {
  const run = world.run(specs, changes);
  await Promise.all(names.map((name) => run.push(name)));
  return run;
}

/** Ships services of a workspace in one run. */
async function ship(
  specs: Record<string, object>,
  programs: Record<string, string>,
  changes: RunChanges = {},
): Promise<ServiceOutcome[]> {
  const names = Object.keys(programs);
  for (const [name, program] of Object.entries(programs)) world.images.set(name, program);
  const run = await pushed(specs, names, changes);
  await Promise.all(names.map((name) => run.release(name)));
  return (await run.finish()).services;
}

const answerOf = async (path: string) => (await fetch(`${world.cloud.loadBalancer}${path}`)).text();

/** What there is: services, rules, target groups and log groups. */
async function inventory() {
  const { serviceArns = [] } = await ecs.send(new ListServicesCommand({ cluster: 'local' }));
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  return { services: serviceArns.length, ...(await world.routing()), logGroups: logGroups.length };
}

const twin1 = at('/twin/*');
const both = { twin1, twin2: at('/twin/cart') };

describe('a new service that takes a path of another', () => {
  test.each([
    ['does not become healthy', unhealthy('two')],
    ['does not start', 'process.exit(3)'],
  ])('and %s takes everything back, and no request was lost', async (_how, program) => {
    await ship({ twin1 }, { twin1: answering('one') });
    const before = await inventory();
    const traffic = load('/twin/cart', /^one$/);
    const [outcome] = await ship(both, { twin2: program });
    expect(outcome).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining(
        'taken back, for it was the first release: rule, service, target group, log group',
      ),
    });
    expect(await inventory()).toEqual(before);
    expect((await traffic.stop()).failures).toEqual([]);
    expect(await world.run(both).plan('twin2')).toMatchObject({ action: 'create' });
    expect(await ship(both, { twin2: answering('two') })).toMatchObject([{ verdict: 'deployed' }]);
    expect(await answerOf('/twin/cart')).toBe('two');
  });

  test('gets it once it is healthy, however long it takes to start', async () => {
    await ship({ twin1 }, { twin1: answering('one') });
    const traffic = load('/twin/cart');
    expect(await ship({ twin1, twin2: patient(both.twin2) }, { twin2: slow('two') })).toMatchObject([
      { verdict: 'deployed' },
    ]);
    expect(await answerOf('/twin/cart')).toBe('two');
    const { failures, answers } = await traffic.stop();
    expect(failures).toEqual([]);
    expect(Object.keys(answers)[0]).toBe('200 one');
  });
});

describe('changed paths of a service', () => {
  const all = at('/*');
  const old = { all, rooms: at('/old/*') };
  const changed = { all, rooms: at('/chat/rooms/*') };

  async function shipBefore(): Promise<Traffic[]> {
    await ship(old, { all: answering('all'), rooms: answering('one') });
    return [load('/old/1'), load('/chat/rooms/1'), load('/elsewhere', /^all$/)];
  }

  const failuresOf = async (traffic: Traffic[]) =>
    (await Promise.all(traffic.map((stream) => stream.stop()))).flatMap(({ failures }) => failures);

  test('take effect once its new revision is healthy, and no request is lost', async () => {
    const traffic = await shipBefore();
    expect(await ship({ all, rooms: patient(changed.rooms) }, { rooms: slow('two') })).toMatchObject([
      { verdict: 'deployed' },
    ]);
    expect(await answerOf('/chat/rooms/1')).toBe('two');
    expect(await answerOf('/old/1')).toBe('all');
    expect(await failuresOf(traffic)).toEqual([]);
    expect(await world.routing()).toEqual({ rules: 2, targetGroups: 2 });
  });

  test('stay as they were where it is rolled back', async () => {
    const traffic = await shipBefore();
    expect(await ship(changed, { rooms: unhealthy('two') })).toMatchObject([{ verdict: 'rolled-back' }]);
    expect(await answerOf('/chat/rooms/1')).toBe('all');
    expect(await answerOf('/old/1')).toBe('one');
    expect(await failuresOf(traffic)).toEqual([]);
  });

  test('are given back where another service of the run fails, and the environment takes all or nothing', async () => {
    const traffic = await shipBefore();
    const environment = { onFailure: 'rollback-all' };
    const both = { all: answering('all', 500), rooms: answering('two') };
    const outcomes = await ship(changed, both, { environment });
    expect(outcomes).toMatchObject([{ verdict: 'rolled-back' }, { verdict: 'rolled-back' }]);
    expect([await answerOf('/old/1'), await answerOf('/chat/rooms/1')]).toEqual(['one', 'all']);
    expect(await failuresOf(traffic)).toEqual([]);
    expect(await world.routing()).toEqual({ rules: 2, targetGroups: 2 });
  });

  test.each(['before', 'after'])(
    'are completed by the next run where one broke off %s it deleted a rule',
    async (phase) => {
      const traffic = await shipBefore();
      await world.setFaults([
        { operation: 'DeleteRule', phase, error: { code: 'AccessDeniedException', status: 400 } },
      ]);
      expect(await ship(changed, { rooms: answering('two') })).toMatchObject([{ verdict: 'failed' }]);
      await world.setFaults([]);
      expect((await world.run(changed).plan('rooms')).changes.map(({ field }) => field)).toEqual(
        phase === 'before' ? ['rule.also'] : [],
      );
      await ship(changed, { rooms: answering('two') });
      expect([await answerOf('/old/1'), await answerOf('/chat/rooms/1')]).toEqual(['all', 'two']);
      expect(await failuresOf(traffic)).toEqual([]);
      expect(await world.routing()).toEqual({ rules: 2, targetGroups: 2 });
    },
  );

  test('are given back where what runs after the deploy fails', async () => {
    const traffic = await shipBefore();
    world.targets.set('rooms:smoke', (url) => Promise.resolve(url.endsWith('/chat/rooms') ? 1 : 0));
    const smoked = { ...changed, rooms: { ...changed.rooms, afterDeploy: { target: 'smoke' } } };
    expect(await ship(smoked, { rooms: answering('two') })).toMatchObject([{ verdict: 'rolled-back' }]);
    expect(await answerOf('/old/1')).toBe('one');
    expect(await answerOf('/chat/rooms/1')).toBe('all');
    expect(await failuresOf(traffic)).toEqual([]);
  });
});

describe('a service that takes over the route of another', () => {
  const specs = { twin1: at('/one/*'), twin2: at('/twin/*') };

  const patiently = { twin1: patient(specs.twin1), twin2: patient(specs.twin2) };

  test.each([
    ['slowly', slow('two'), answering('one')],
    ['before the other has given it up', answering('two'), slow('one')],
  ])('gets it in the same run without a lost request: %s', async (_how, second, first) => {
    await ship({ twin1 }, { twin1: answering('one') });
    const traffic = load('/twin/1');
    expect(await ship(patiently, { twin1: first, twin2: second })).toMatchObject([
      { verdict: 'deployed' },
      { verdict: 'deployed' },
    ]);
    expect([await answerOf('/one/1'), await answerOf('/twin/1')]).toEqual(['one', 'two']);
    expect((await traffic.stop()).failures).toEqual([]);
    expect(await world.routing()).toEqual({ rules: 2, targetGroups: 2 });
    const again = world.run(patiently);
    expect(await Promise.all(Object.keys(patiently).map((name) => again.plan(name)))).toMatchObject([
      { action: 'none' },
      { action: 'none' },
    ]);
  });

  test('leaves it to the other where it fails', async () => {
    await ship({ twin1 }, { twin1: answering('one') });
    const traffic = load('/twin/1', /^one/);
    const outcomes = await ship(specs, { twin1: answering('one, again'), twin2: unhealthy('two') });
    expect(outcomes).toMatchObject([
      { verdict: 'deployed', reason: 'keeps /twin/* until the service that takes it over is healthy' },
      { verdict: 'failed' },
    ]);
    expect([await answerOf('/one/1'), await answerOf('/twin/1')]).toEqual(['one, again', 'one, again']);
    expect((await traffic.stop()).failures).toEqual([]);
  });

  test('swaps routes with it', async () => {
    const swapped = { twin1: patient(at('/two/*')), twin2: at('/one/*') };
    await ship({ twin1: at('/one/*'), twin2: at('/two/*') }, { twin1: answering('one'), twin2: answering('two') });
    const traffic = [load('/one/1'), load('/two/1')];
    await ship(swapped, { twin1: slow('one'), twin2: answering('two') });
    expect([await answerOf('/one/1'), await answerOf('/two/1')]).toEqual(['two', 'one']);
    for (const stream of traffic) expect((await stream.stop()).failures).toEqual([]);
    expect(await world.routing()).toEqual({ rules: 2, targetGroups: 2 });
  });
});

/** Gives the workspace a history; returns its commits. */
function commits(count: number): string[] {
  const git = (...words: string[]) => execFileSync('git', words, { cwd: world.folder, encoding: 'utf8' }).trim();
  git('init', '--quiet');
  const who = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com'];
  return Array.from({ length: count }, (_, index) => {
    git(...who, 'commit', '--quiet', '--allow-empty', '-m', `Commit ${index}`);
    return git('rev-parse', 'HEAD');
  });
}

/** A target group by its name, and the listener that sends requests to it. */
async function groupOf(name: string) {
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({ Names: [name] }));
  const { TargetGroupArn, LoadBalancerArns = [] } = TargetGroups[0] ?? {};
  const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: LoadBalancerArns[0] }));
  return { TargetGroupArn, ListenerArn: Listeners[0]?.ListenerArn };
}

/** Gives the rule of a service conditions, as a person with the AWS CLI would. */
async function openByHand(service: string, path: string): Promise<void> {
  const { TargetGroupArn, ListenerArn } = await groupOf(`local-${service}`);
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
  const rule = Rules.find(({ Actions = [] }) => Actions[0]?.TargetGroupArn === TargetGroupArn);
  const Conditions = [{ Field: 'path-pattern', Values: [path] }];
  await elb.send(new ModifyRuleCommand({ RuleArn: rule?.RuleArn, Conditions }));
}

test('a path that another tool has is refused, until that rule sends its requests to the service', async () => {
  await ship({ rooms: at('/next/*') }, { rooms: answering('rooms') });
  const { TargetGroupArn, ListenerArn } = await groupOf('local-rooms');
  const legacy = { Name: 'legacy', Protocol: 'HTTP', Port: 80, TargetType: 'ip', VpcId: 'vpc-1' } as const;
  const { TargetGroups = [] } = await elb.send(new CreateTargetGroupCommand(legacy));
  const { Rules = [] } = await elb.send(
    new CreateRuleCommand({
      ListenerArn,
      Priority: 5,
      Conditions: [{ Field: 'path-pattern', Values: ['/rooms/*'] }],
      Actions: [{ Type: 'forward', TargetGroupArn: TargetGroups[0]?.TargetGroupArn }],
    }),
  );
  const real = { rooms: at('/rooms/*') };
  await expect(world.run(real).release('rooms')).rejects.toMatchObject({
    code: 'LS3118',
    why: expect.stringContaining('rule 5 of the listener sends it to legacy'),
    fix: expect.stringContaining(
      `aws elbv2 describe-rules --rule-arns ${Rules[0]?.RuleArn} --region us-east-1 --endpoint-url`,
    ),
  });
  await elb.send(new ModifyRuleCommand({ RuleArn: Rules[0]?.RuleArn, Actions: [{ Type: 'forward', TargetGroupArn }] }));
  const traffic = load('/rooms/1', /^rooms$/);
  expect(await ship(real, { rooms: answering('rooms') })).toMatchObject([{ verdict: 'deployed' }]);
  expect(await world.routing()).toMatchObject({ rules: 1 });
  expect((await traffic.stop()).failures).toEqual([]);
});

describe('a service that was renamed', () => {
  test('is shown as renamed, takes the route over, and the old one is removed by the command that it names', async () => {
    const [first, second] = commits(2);
    await ship({ twin1 }, { twin1: answering('one') }, { commit: first });
    const renamed = { shop: patient(twin1) };
    const traffic = load('/twin/1');
    const command = 'npx longshore destroy twin1 -e local';
    world.images.set('shop', slow('shop'));
    const planned = await pushed(renamed, ['shop'], { commit: second });
    expect(await planned.plan('shop')).toMatchObject({
      action: 'create',
      takesOver: [{ from: 'twin1', route: '/twin/*', remove: command }],
    });
    const [outcome] = await ship(renamed, { shop: slow('shop') }, { commit: second });
    expect(outcome).toMatchObject({ verdict: 'deployed', reason: expect.stringContaining(command) });
    expect(await answerOf('/twin/1')).toBe('shop');
    await openByHand('twin1', '/twin/*');
    expect((await world.run(renamed, { commit: second }).plan('shop')).changes).toMatchObject([
      { field: 'rule.of.twin1', from: '/twin/*', to: 'none' },
    ]);
    expect(await ship(renamed, { shop: slow('shop') }, { commit: second })).toMatchObject([{ verdict: 'deployed' }]);
    expect((await world.run(renamed, { commit: second }).plan('shop')).changes).toEqual([]);
    const open = world.environment();
    await destroy(open, await planDestroy(open, 'twin1'), () => undefined);
    expect(await answerOf('/twin/1')).toBe('shop');
    expect((await traffic.stop()).failures).toEqual([]);
    expect(await world.routing()).toEqual({ rules: 1, targetGroups: 1 });
  });

  test('is not taken for one that somebody else has deployed: that release is refused, and nothing is written', async () => {
    const [ours] = commits(1);
    await ship({ twin1 }, { twin1: answering('one') });
    const before = await inventory();
    world.images.set('shop', answering('shop'));
    const run = await pushed({ shop: twin1 }, ['shop'], { commit: ours });
    expect((await run.plan('shop')).preflight).toContainEqual(
      expect.objectContaining({ subject: 'route /twin/*', result: 'FAIL', what: expect.stringContaining('twin1') }),
    );
    await expect(run.release('shop')).rejects.toMatchObject({ code: 'LS3118' });
    expect(await inventory()).toEqual(before);
    expect(await answerOf('/twin/1')).toBe('one');
  });
});

describe('a run that breaks off once the targets are healthy', () => {
  test.each([
    ['before', 'before the route is set'],
    ['after', 'before it knows that the route is set'],
  ])('is mended by the next one (%s): %s', async (phase) => {
    await ship({ twin1 }, { twin1: answering('one') });
    await world.setFaults([{ operation: 'ModifyRule', phase, error: { code: 'AccessDeniedException', status: 400 } }]);
    expect(await ship(both, { twin2: answering('two') })).toMatchObject([
      { verdict: 'failed', reason: expect.stringContaining('its targets are healthy') },
    ]);
    await world.setFaults([]);
    expect(['one', 'two']).toContain(await answerOf('/twin/cart'));
    const next = world.run(both);
    if (phase === 'before') {
      expect((await next.plan('twin2')).changes.map(({ field }) => field)).toEqual(['rule.paths']);
    }
    await next.release('twin2');
    const { verdict, deploymentId } = await next.outcome('twin2');
    expect({ verdict, deploymentId }).toEqual({
      verdict: phase === 'before' ? 'deployed' : 'unchanged',
      deploymentId: undefined,
    });
    expect(await answerOf('/twin/cart')).toBe('two');
    expect(await world.routing()).toEqual({ rules: 2, targetGroups: 2 });
  });
});
