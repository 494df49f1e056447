import { answering, World } from './world';

let world: World;

beforeAll(async () => {
  world = await World.start({ quotas: { 'rules-per-application-load-balancer': 2 } });
  world.images.set('rooms', answering('rooms'));
  await world.ship('rooms', { copies: { min: 1 } });
});

afterAll(() => world.stop());

const specs = Object.fromEntries(['rooms', 'users', 'messages'].map((name) => [name, { copies: { min: 1 } }]));

describe('a quota of the load balancer', () => {
  test('that is near is in the plan, and one that a run would exceed refuses what is too much, unwritten', async () => {
    for (const name of ['users', 'messages']) world.images.set(name, answering(name));
    const run = world.run(specs);
    const rules = async (name: string) =>
      (await run.plan(name)).preflight?.find(({ subject }) => subject === 'rules of the load balancer');
    expect(await rules('users')).toMatchObject({ result: 'WARN', what: '2 of the quota of 2 with this release' });
    expect(await rules('messages')).toMatchObject({
      result: 'FAIL',
      what: '1 of the quota of 2 are used, and 2 more are needed in this run',
    });
    const next = world.run(specs);
    await Promise.all(['users', 'messages'].map((name) => next.push(name)));
    await next.release('users');
    await expect(next.release('messages')).rejects.toMatchObject({
      code: 'LS3118',
      why: expect.stringContaining('rules of the load balancer'),
    });
    expect((await next.finish()).services).toMatchObject([
      { service: 'messages', verdict: 'refused' },
      { service: 'users', verdict: 'deployed' },
    ]);
    expect(await world.routing()).toEqual({ rules: 2, targetGroups: 2 });
  });

  test('does not stop a release that makes nothing of it', async () => {
    world.images.set('rooms', answering('rooms, again'));
    expect(await world.ship('rooms', { copies: { min: 1 } })).toMatchObject({ verdict: 'deployed' });
  });

  test('refuses a rule that would have to be there twice while it changes its place', async () => {
    const moved = { rooms: { copies: { min: 1 }, route: { paths: ['/quite/another/place/*'] } } };
    await expect(world.run(moved).release('rooms')).rejects.toMatchObject({ code: 'LS3118' });
  });
});
