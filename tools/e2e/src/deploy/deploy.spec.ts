import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { LongshoreError } from '@longshore/model';
import { type CallCounts, writesBetween } from '../lib/cloud-calls';
import { answering, answeringOnceThereIs, World } from './world';

let world: World;
let ecs: ECSClient;

beforeEach(async () => {
  world = await World.start();
  ecs = new ECSClient({ region: 'us-east-1' });
});

afterEach(async () => {
  ecs.destroy();
  await world.stop();
});

const answerOf = async (path: string) => (await fetch(`${world.cloud.loadBalancer}${path}`)).text();

async function writesOf(run: () => Promise<unknown>): Promise<string[]> {
  const before = await world.calls();
  await run();
  return writesBetween(before, await world.calls());
}

/** How often each operation was called between two counts. */
const callsBetween = (before: CallCounts, after: CallCounts): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after)
      .flatMap(([service, operations]) =>
        Object.entries(operations).map(([operation, count]): [string, number] => [
          `${service}.${operation}`,
          count - (before[service]?.[operation] ?? 0),
        ]),
      )
      .filter(([, count]) => count > 0),
  );

/** Ships a program as the image of rooms. */
const ship = (program: string, spec: object = {}) => {
  world.images.set('rooms', program);
  return world.ship('rooms', spec);
};

describe('a deploy', () => {
  test('of a new service makes what it lacks, and its URL answers', async () => {
    const outcome = await ship(answering('one'));
    const url = `${world.cloud.loadBalancer}/rooms`;
    expect(outcome).toMatchObject({ verdict: 'deployed', environment: 'local', url });
    expect(outcome.taskDefinition).toMatch(/task-definition\/local-rooms:1$/);
    expect(await answerOf('/rooms/1')).toBe('one');
    expect(world.summary()).toMatchObject({ run: 'run-1', services: [outcome] });
    expect(world.events().map(({ type }) => type)).toEqual(
      expect.arrayContaining(['run-started', 'pushed', 'planned', 'rollout-started', 'ecs-event', 'verdict']),
    );
  });

  test('of the same again is unchanged, and writes nothing', async () => {
    await ship(answering('one'));
    const run = world.run({ rooms: {} });
    expect(await writesOf(() => run.release('rooms'))).toEqual([]);
    const outcome = await run.outcome('rooms');
    expect(outcome).toMatchObject({ verdict: 'unchanged' });
    expect(outcome).not.toHaveProperty('deploymentId');
    expect(outcome).not.toHaveProperty('reason');
  });

  test('of the same again, of which nothing shows that its tests pass as they are now, is refused', async () => {
    await ship(answering('one'));
    world.images.set('rooms', answering('one'), { testsKey: 'other tests' });
    const run = world.run({ rooms: {} });
    await expect(run.release('rooms')).rejects.toMatchObject({ code: 'LS3101' });
    expect(await run.outcome('rooms')).toMatchObject({ verdict: 'refused' });
  });

  test('of another image changes the image alone', async () => {
    await ship(answering('one'));
    const writes = await writesOf(() => ship(answering('two')));
    expect(writes.filter((write) => !write.startsWith('ecr.')).sort()).toEqual([
      'ecs.RegisterTaskDefinition',
      'ecs.TagResource',
      'ecs.UpdateService',
    ]);
    expect(await answerOf('/rooms')).toBe('two');
  });

  test('of other configuration changes each thing in its place, and then nothing more', async () => {
    await ship(answering('one'));
    const rollout = { minimumHealthyPercent: 0, maximumPercent: 100 };
    const spec = { memory: 1024, health: { path: '/up' }, copies: { min: 1 }, route: { paths: ['/chat/*'] }, rollout };
    expect(await ship(answering('one'), spec)).toMatchObject({ verdict: 'deployed' });
    expect(await answerOf('/chat/1')).toBe('one');
    expect(await ship(answering('one'), spec)).toMatchObject({ verdict: 'unchanged' });
  });

  test('of settings that take no new tasks needs no rollout', async () => {
    await ship(answering('one'));
    const outcome = await ship(answering('one'), { rollout: { drainSeconds: 1 } });
    expect(outcome).toMatchObject({ verdict: 'deployed' });
    expect(outcome).not.toHaveProperty('deploymentId');
    expect(await ship(answering('one'), { rollout: { drainSeconds: 1 } })).toMatchObject({ verdict: 'unchanged' });
  });
});

describe('a version that does not work', () => {
  test('is rolled back with the reason, and stays so until it changes', async () => {
    await ship(answering('one'));
    const outcome = await ship(answering('two', 500));
    expect(outcome).toMatchObject({
      verdict: 'rolled-back',
      reason: expect.stringContaining(
        'tasks failed their health check: (reason Health checks failed with these codes: [500])',
      ),
    });
    expect(await answerOf('/rooms')).toBe('one');
    const again = world.run({ rooms: {} });
    expect(await writesOf(() => again.release('rooms'))).toEqual([]);
    expect(await again.outcome('rooms')).toMatchObject({
      verdict: 'unchanged',
      reason: expect.stringContaining('was rolled back by ECS'),
    });
    expect(await world.run({ rooms: { memory: 1024 } }).plan('rooms')).toMatchObject({ action: 'update' });
    expect(await ship(answering('three'))).toMatchObject({ verdict: 'deployed' });
    world.images.set('rooms', answering('two', 500));
    // Another version was live since: the way back is a change like any other.
    expect(await world.run({ rooms: {} }).plan('rooms')).toMatchObject({ action: 'update' });
  });

  test('has failed where there is nothing to go back to, and is tried again although nothing has changed', async () => {
    const program = `process.exit(3)`;
    expect(await ship(program)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/container rooms exited with code 3.*taken back, for it was the first release/),
    });
    expect(await world.run({ rooms: {} }).plan('rooms')).toMatchObject({ action: 'create' });
  });
});

describe('a gate', () => {
  test('refuses an image without evidence that its tests passed, and nothing is written', async () => {
    world.images.set('rooms', answering('one'), { failed: 1 });
    const run = world.run({ rooms: {} });
    await run.push('rooms');
    const writes = await writesOf(async () => {
      await expect(run.release('rooms')).rejects.toMatchObject({
        code: 'LS3101',
        why: expect.stringContaining('1 unit tests of apps/rooms failed'),
      });
    });
    expect(writes).toEqual([]);
    expect((await run.finish()).services).toMatchObject([{ service: 'rooms', verdict: 'refused' }]);
  });

  test('refuses an image that was not pushed', async () => {
    world.images.set('rooms', answering('one'));
    const run = world.run({ rooms: {} });
    await expect(run.release('rooms')).rejects.toMatchObject({
      code: 'LS3101',
      why: expect.stringContaining('no evidence'),
    });
  });

  test('refuses credentials of another account', async () => {
    world.images.set('rooms', answering('one'));
    const run = world.run({ rooms: {} }, { environment: { account: '210987654321' } });
    await expect(run.push('rooms')).rejects.toMatchObject({ code: 'LS3102' });
  });
});

describe('rollouts of several services', () => {
  test('overlap, and one that fails holds up no other', async () => {
    const names = ['messages', 'rooms', 'users'];
    for (const name of names) world.images.set(name, answering(name, name === 'users' ? 500 : 200));
    const run = world.run(Object.fromEntries(names.map((name) => [name, {}])));
    await Promise.all(names.map((name) => run.push(name)));
    await Promise.all(names.map((name) => run.release(name)));
    const { services } = await run.finish();
    expect(services.map(({ service, verdict }) => [service, verdict])).toEqual([
      ['messages', 'deployed'],
      ['rooms', 'deployed'],
      ['users', 'failed'],
    ]);
    const types = world.events().map(({ type }) => type);
    expect(types.lastIndexOf('rollout-started')).toBeLessThan(types.indexOf('verdict'));
  });
});

describe('after a service of a run has failed', () => {
  /** Ships two services, then the same two again, of which users no longer works. */
  async function shipTwice(onFailure: string) {
    const specs = { rooms: { copies: { min: 1 } }, users: { copies: { min: 1 } } };
    const both = async (text: string, users = answering(text)) => {
      world.images.set('rooms', answering(text));
      world.images.set('users', users);
      const run = world.run(specs, { environment: { onFailure } });
      await Promise.all(Object.keys(specs).map((name) => run.push(name)));
      return run;
    };
    const first = await both('one');
    await Promise.all(Object.keys(specs).map((name) => first.release(name)));
    await first.finish();
    return both('two', `console.log("Error: Cannot find module 'pg'"); process.exit(1)`);
  }

  test('no other is begun, where the environment stops', async () => {
    const run = await shipTwice('stop');
    await run.release('users');
    expect(await run.outcome('users')).toMatchObject({ verdict: 'rolled-back' });
    await expect(run.release('rooms')).rejects.toMatchObject({ code: 'LS3121' });
    expect(await run.outcome('rooms')).toMatchObject({ verdict: 'refused' });
  });

  test('all go back, where the environment takes all or nothing, and the next run deploys them', async () => {
    const run = await shipTwice('rollback-all');
    await Promise.all([run.release('rooms'), run.release('users')]);
    const { services } = await run.finish();
    expect(services).toMatchObject([
      { service: 'rooms', verdict: 'rolled-back', reason: expect.stringContaining('users failed') },
      { service: 'users', verdict: 'rolled-back' },
    ]);
    expect(await answerOf('/rooms')).toBe('one');
    expect(await world.ship('rooms', { copies: { min: 1 } })).toMatchObject({ verdict: 'deployed' });
    expect(await answerOf('/rooms')).toBe('two');
  });
});

test('the more specific route goes first, whichever service came first', async () => {
  const routes = { rooms: ['/rooms', '/rooms/*'], messages: ['/rooms/*/messages', '/rooms/*/messages/*'] };
  for (const [name, paths] of Object.entries(routes)) {
    world.images.set(name, answering(name));
    await world.ship(name, { route: { paths } });
  }
  expect(await answerOf('/rooms/1')).toBe('rooms');
  expect(await answerOf('/rooms/1/messages')).toBe('messages');
});

test('eleven services with nothing to change take few calls', async () => {
  const names = Array.from({ length: 11 }, (_, index) => `service-${index}`);
  const services = Object.fromEntries(names.map((name) => [name, { copies: { min: 0 } }]));
  for (const name of names) world.images.set(name, answering(name));
  const first = world.run(services);
  await Promise.all(names.map((name) => first.push(name)));
  await Promise.all(names.map((name) => first.release(name)));
  await first.finish();
  const before = await world.calls();
  const second = world.run(services);
  await Promise.all(names.map((name) => second.release(name)));
  const outcomes = (await second.finish()).services;
  expect(new Set(outcomes.map(({ verdict }) => verdict))).toEqual(new Set(['unchanged']));
  expect(callsBetween(before, await world.calls())).toEqual({
    'ecr.GetAuthorizationToken': 1,
    'ecs.DescribeServices': 2,
    'elasticloadbalancing.DescribeListeners': 1,
    'elasticloadbalancing.DescribeLoadBalancers': 1,
    'elasticloadbalancing.DescribeRules': 1,
    'elasticloadbalancing.DescribeTargetGroups': 1,
    'ssm.GetParametersByPath': 1,
    'sts.GetCallerIdentity': 1,
  });
});

describe('another deployer', () => {
  test('that takes over is not taken for us', async () => {
    await ship(answering('one'));
    world.images.set('rooms', answering('two', 500));
    const run = world.run({ rooms: {} });
    await run.push('rooms');
    await run.release('rooms');
    const update = { cluster: 'local', service: 'local-rooms', taskDefinition: 'local-rooms:1' };
    await ecs.send(new UpdateServiceCommand(update));
    const outcome = await run.outcome('rooms');
    expect(outcome).toMatchObject({ verdict: 'superseded', reason: expect.stringContaining('local-rooms:1') });
  });
});

describe('a run that ended too early', () => {
  test('is taken up by the next one: its rollout is followed, nothing is made twice', async () => {
    const interrupted = new AbortController();
    const healthy = join(world.folder, 'healthy');
    const spec = { rooms: { health: { graceSeconds: 600 } } };
    world.images.set('rooms', answeringOnceThereIs(healthy, 'one'));
    const run = world.run(spec, { signal: interrupted.signal });
    await run.push('rooms');
    await run.release('rooms');
    interrupted.abort();
    expect(await run.outcome('rooms')).toMatchObject({
      verdict: 'timed-out',
      reason: expect.stringContaining('ECS goes on'),
    });
    const next = world.run(spec);
    const writes = await writesOf(async () => {
      await next.release('rooms');
      writeFileSync(healthy, '');
      const outcome = await next.outcome('rooms');
      expect(outcome).toMatchObject({ verdict: 'deployed', taskDefinition: expect.stringMatching(/local-rooms:1$/) });
    });
    expect(writes.sort()).toEqual(['ecs.TagResource', 'elasticloadbalancing.ModifyRule']);
  });
});

describe('what a caller is told', () => {
  test('events of its service, also those before it asked', async () => {
    world.images.set('rooms', answering('one'));
    const run = world.run({ rooms: {} });
    await run.push('rooms');
    await run.release('rooms');
    const events: string[] = [];
    await run.outcome('rooms', ({ type }) => events.push(type));
    expect(events[0]).toBe('rollout-started');
    expect(new Set(events)).toEqual(new Set(['rollout-started', 'ecs-event', 'rollout-progress']));
  });

  test('that a service was not released', async () => {
    await expect(world.run({ rooms: {} }).outcome('rooms')).rejects.toMatchObject({ code: 'LS3202' });
  });

  test('that the embedded cloud is not running, and what to do', async () => {
    world.images.set('rooms', answering('one'));
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:9';
    const error = await world
      .run({ rooms: {} })
      .push('rooms')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LongshoreError);
    expect(error).toMatchObject({ code: 'LS3001', fix: 'npx longshore up' });
  });
});
