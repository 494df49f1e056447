import { join } from 'node:path';
import { type OpenEnvironment, releasesOf, retry, rollback, statusOf } from '@longshore/deploy';
import { renderPlan } from '@longshore/report';
import { answering, answeringOnceThereIs, World } from './world';

let world: World;
let environment: OpenEnvironment;

beforeEach(async () => {
  world = await World.start();
  environment = world.environment();
});

afterEach(() => world.stop());

const says = async (): Promise<string> => (await fetch(`${world.cloud.loadBalancer}/rooms`)).text();

async function ship(text: string, health = 200) {
  world.images.set('rooms', answering(text, health));
  return world.ship('rooms');
}

const back = (to?: string) => rollback(environment, 'rooms', { to });

describe('a rollback', () => {
  test('goes to the release before, and once more to the one before that', async () => {
    for (const text of ['one', 'two', 'three']) await ship(text);
    expect((await back()).to.revision).toBe(2);
    expect(await says()).toBe('two');
    expect((await back()).to.revision).toBe(1);
    expect(await says()).toBe('one');
    await expect(back()).rejects.toMatchObject({ code: 'LS3111' });
  });

  test('never goes to a release that did not become healthy', async () => {
    await ship('one');
    expect((await ship('two', 500)).verdict).toBe('rolled-back');
    await ship('three');
    await expect(back('2')).rejects.toMatchObject({ code: 'LS3111', why: 'revision 2 never became healthy' });
    expect((await back()).to.revision).toBe(1);
    expect(await says()).toBe('one');
  });

  test('stays so until something changes, or somebody wants it tried again', async () => {
    await ship('one');
    await ship('two');
    await back();
    const again = await world.ship('rooms');
    expect(again).toMatchObject({ verdict: 'unchanged', reason: expect.stringContaining('was rolled back by') });
    expect(await says()).toBe('one');
    await retry(environment, 'rooms');
    expect((await world.ship('rooms')).verdict).toBe('deployed');
    expect(await says()).toBe('two');
  });

  test('stops the rollout that is under way, which its own run calls rolled back', async () => {
    await ship('one');
    world.images.set('rooms', answeringOnceThereIs(join(world.folder, 'never'), 'two'));
    const run = world.run({ rooms: { health: { graceSeconds: 60 } } });
    await run.push('rooms');
    await run.release('rooms');
    const [outcome, { to }] = await Promise.all([run.outcome('rooms'), back()]);
    expect([outcome.verdict, to.revision]).toEqual(['rolled-back', 1]);
    expect(await says()).toBe('one');
    await run.finish();
  });

  test('goes where it is told to, by revision or commit, and not to what is live', async () => {
    for (const text of ['one', 'two', 'three']) await ship(text);
    await expect(back('3')).rejects.toMatchObject({ code: 'LS3111', why: 'revision 3 is live already' });
    await expect(back('7')).rejects.toMatchObject({ code: 'LS3111', why: 'the ledger has no ACTIVE 7' });
    expect((await back('1')).to.revision).toBe(1);
    expect((await back('c'.repeat(7))).to.revision).not.toBe(1);
  });

  test('needs a service that is deployed', async () => {
    await expect(back()).rejects.toMatchObject({ code: 'LS3112', fix: 'npx nx run rooms:deploy -c local' });
  });
});

test('the history says what was released and how it ended', async () => {
  await ship('one');
  await ship('two', 500);
  await ship('three');
  await back();
  const releases = await releasesOf(environment, 'rooms', 10);
  expect(releases.map(({ revision, verdict, live }) => [revision, verdict, live])).toEqual([
    [3, 'deployed', false],
    [2, 'rolled-back', false],
    [1, 'deployed', true],
  ]);
  expect(releases.map(({ provenAt, withdrawnAt }) => [Boolean(provenAt), Boolean(withdrawnAt)])).toEqual([
    [true, true],
    [false, false],
    [true, false],
  ]);
});

test('plan and status show which tests did not run, of what is live after a rollback too', async () => {
  const tests = { passed: 5, failed: 0, skipped: 2, container: 1, untested: ['libs/deep'] };
  const gaps = '2 skipped and no tests in libs/deep';
  world.images.set('rooms', answering('one'), { tests });
  const plan = await world.run({ rooms: {} }).plan('rooms');
  expect(renderPlan(plan)).toContain(`not fully tested: ${gaps}`);
  await world.ship('rooms');
  const status = () => statusOf(environment, world.services({ rooms: {} }));
  expect(await status()).toMatchObject([{ service: 'rooms', untested: gaps }]);
  await ship('two');
  expect((await status())[0]).not.toHaveProperty('untested');
  await back();
  expect(await status()).toMatchObject([{ service: 'rooms', untested: gaps }]);
});

test('the status names what is live, what is missing, and what runs without a folder', async () => {
  await ship('one');
  await ship('two');
  await back();
  world.images.set('users', answering('users'));
  await world.ship('users');
  const services = world.services({ messages: {}, rooms: {} });
  expect(await statusOf(environment, services)).toMatchObject([
    { service: 'messages', state: 'missing', running: 0 },
    {
      service: 'rooms',
      state: 'steady',
      running: 2,
      desired: 2,
      revision: 1,
      commit: 'c'.repeat(40),
      url: `${world.cloud.loadBalancer}/rooms`,
      heldBack: expect.stringMatching(/^rolled back by .+ at /),
    },
    { service: 'users', state: 'orphan', running: 2 },
  ]);
});
