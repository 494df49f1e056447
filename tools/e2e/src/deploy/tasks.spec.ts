import { type OpenEnvironment, restart, scale, statusOf } from '@longshore/deploy';
import { answering, World } from './world';

let world: World;
let environment: OpenEnvironment;

beforeAll(async () => {
  world = await World.start();
  environment = world.environment();
  world.images.set('rooms', answering('pid').replace('"pid"', 'String(process.pid)'));
  await world.ship('rooms');
});

afterAll(() => world.stop());

const running = async () => (await statusOf(environment, world.services({ rooms: {} })))[0]?.running;

describe('the tasks of a service', () => {
  test('are as many as somebody wants, without a deployment', async () => {
    expect(await scale(environment, 'rooms', 3)).toMatchObject({ service: 'rooms', to: 3 });
    expect(await running()).toBe(3);
    expect((await scale(environment, 'rooms', 1)).from).toBe(3);
    expect(await running()).toBe(1);
  });

  test('are replaced by a restart, while the revision stays', async () => {
    const answer = async () => (await fetch(`${world.cloud.loadBalancer}/rooms`)).text();
    const before = await answer();
    const { deployment } = await restart(environment, 'rooms');
    expect(deployment).toMatch(/^ecs-svc\//);
    expect(await answer()).not.toBe(before);
    expect((await statusOf(environment, world.services({ rooms: {} })))[0]).toMatchObject({ revision: 1 });
  });

  test('of a service that is not there are refused by name', async () => {
    await expect(restart(environment, 'room')).rejects.toMatchObject({
      code: 'LS3112',
      fix: expect.stringContaining('did you mean rooms?'),
    });
    await expect(scale(environment, 'nobody', 2)).rejects.toMatchObject({ code: 'LS3112' });
  });
});
