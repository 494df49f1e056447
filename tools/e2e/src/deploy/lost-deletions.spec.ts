import { destroy, planDestroy } from '@longshore/deploy';
import { answering, World } from './world';

let world: World;

beforeAll(async () => {
  world = await World.start({ timeScale: 20 });
});

afterAll(() => world.stop());

/** Time to start, also where the cloud's clock is fast and the machine is loaded. */
const health = { graceSeconds: 600 };
const rooms = { health, copies: { min: 1, max: 2 }, scaling: { cpu: 60 } };
const mailer = { kind: 'worker', queue: { attempts: 3 }, copies: { min: 1 } };

const deletions: [operation: string, service: string, spec: object][] = [
  ['DeregisterScalableTarget', 'rooms', rooms],
  ['DeleteRule', 'rooms', rooms],
  ['DeleteService', 'rooms', rooms],
  ['DeleteTargetGroup', 'rooms', rooms],
  ['DeleteQueue', 'mailer', mailer],
];

describe('a service is destroyed', () => {
  test.each(deletions)('although the answer to %s is lost', async (operation, service, spec) => {
    world.images.set(service, answering(`${operation} is tried`));
    expect(await world.ship(service, spec)).toMatchObject({ verdict: 'deployed' });
    const open = world.environment();
    const plan = await planDestroy(open, service);
    await world.setFaults([{ operation, phase: 'after', reset: true, times: 1 }]);
    const gone: string[] = [];
    await destroy(open, plan, ({ kind }) => gone.push(kind));
    await world.setFaults([]);
    expect(gone).toEqual(plan.parts.map(({ kind }) => kind));
    await expect(planDestroy(open, service)).rejects.toMatchObject({ code: 'LS3112' });
  });

  test('although somebody else has deleted each part since it was looked for', async () => {
    world.images.set('rooms', answering('deleted by others'));
    await world.ship('rooms', rooms);
    const open = world.environment();
    const plan = await planDestroy(open, 'rooms');
    await destroy(open, plan, () => undefined);
    await destroy(open, plan, () => undefined);
    await expect(planDestroy(open, 'rooms')).rejects.toMatchObject({ code: 'LS3112' });
  });
});
