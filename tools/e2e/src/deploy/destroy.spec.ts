import { destroy, planDestroy, statusOf } from '@longshore/deploy';
import { answering, World } from './world';

let world: World;

beforeAll(async () => {
  world = await World.start();
  for (const service of ['rooms', 'users']) {
    world.images.set(service, answering(service));
    await world.ship(service);
  }
});

afterAll(() => world.stop());

describe('a service that is destroyed', () => {
  test('is an orphan before, where its folder is gone, with the command that ends it', async () => {
    const states = await statusOf(world.environment(), world.services({ users: {} }));
    expect(states.find(({ service }) => service === 'rooms')).toMatchObject({
      state: 'orphan',
      destroy: 'npx longshore destroy rooms -e local',
    });
  });

  test('is named by a run that covers all, with the same command, and by no other', async () => {
    const orphans = [{ service: 'rooms', destroy: 'npx longshore destroy rooms -e local' }];
    expect(await world.run({ users: {} }).finish({ all: true })).toMatchObject({ services: [], orphans });
    expect(world.summary()).toMatchObject({ orphans });
    expect(await world.run({ users: {} }).finish()).not.toHaveProperty('orphans');
    expect(await world.run({ users: {}, rooms: {} }).finish({ all: true })).not.toHaveProperty('orphans');
  });

  test('goes with its rule and target group, also where the first attempt broke off, and no other does', async () => {
    const open = world.environment();
    const plan = await planDestroy(open, 'rooms');
    expect(plan.parts.map(({ kind }) => kind)).toEqual(['rule', 'service', 'target group']);
    const before = await world.routing();
    await world.setFaults([{ operation: 'DeleteTargetGroup', error: { code: 'AccessDeniedException', status: 400 } }]);
    await expect(destroy(open, plan, () => undefined)).rejects.toMatchObject({ code: 'LS3003' });
    await world.setFaults([]);
    const rest = await planDestroy(open, 'rooms');
    expect(rest.parts.map(({ kind }) => kind)).toEqual(['target group']);
    await destroy(open, rest, () => undefined);
    expect(await world.routing()).toEqual({ rules: before.rules - 1, targetGroups: before.targetGroups - 1 });
    expect(await (await fetch(`${world.cloud.loadBalancer}/users`)).text()).toBe('users');
    await expect(planDestroy(open, 'rooms')).rejects.toMatchObject({ code: 'LS3112' });
  });

  test('comes back by a deploy', async () => {
    expect(await world.ship('rooms')).toMatchObject({ verdict: 'deployed' });
  });
});
