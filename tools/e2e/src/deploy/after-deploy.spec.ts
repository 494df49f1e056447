import { releasesOf, retry } from '@longshore/deploy';
import { answering, World } from './world';

let world: World;

beforeAll(async () => {
  world = await World.start();
});

afterAll(() => world.stop());

const smoked = { afterDeploy: { target: 'smoke' } };

async function ship(service: string, text: string) {
  world.images.set(service, answering(text));
  return world.ship(service, smoked);
}

const answerOf = async (service: string) => (await fetch(`${world.cloud.loadBalancer}/${service}`)).text();

/** A test that only what answers this passes. */
const wants = (service: string, text: RegExp) =>
  world.targets.set(`${service}:smoke`, async (url) => (text.test(await (await fetch(url)).text()) ? 0 : 1));

const proven = async (service: string) =>
  (await releasesOf(world.environment(), service, 10)).map(({ provenAt }) => Boolean(provenAt));

describe('what runs after a deploy', () => {
  test('brings the release before back where it fails, which stays until something changes', async () => {
    wants('rooms', /good/);
    expect(await ship('rooms', 'good 1')).toMatchObject({ verdict: 'deployed' });
    const outcome = await ship('rooms', 'bad');
    expect(outcome).toMatchObject({ verdict: 'rolled-back' });
    expect(outcome.reason).toMatch(/rooms:smoke ended with exit code 1; revision 1, c{7}, is live again/);
    expect(await answerOf('rooms')).toBe('good 1');
    expect(await proven('rooms')).toEqual([false, true]);
    const hooks = world.events().filter(({ type }) => type.startsWith('hook-'));
    expect(hooks).toMatchObject([{ hook: 'afterDeploy' }, { message: 'looking at local' }, { exitCode: 1 }]);
    expect(await world.ship('rooms', smoked)).toMatchObject({
      verdict: 'unchanged',
      reason: expect.stringContaining('rolled back by afterDeploy'),
    });
    wants('rooms', /bad/);
    await retry(world.environment(), 'rooms');
    expect(await world.ship('rooms', smoked)).toMatchObject({ verdict: 'deployed' });
    expect(await proven('rooms')).toEqual([true, true]);
  });

  test('has a first release that fails it taken back, and asks again of the next', async () => {
    wants('users', /good/);
    const outcome = await ship('users', 'bad');
    expect(outcome).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('taken back') });
    expect((await fetch(`${world.cloud.loadBalancer}/users`)).status).toBe(404);
    expect(await world.ship('users', smoked)).toMatchObject({ verdict: 'failed' });
    wants('users', /bad/);
    expect(await world.ship('users', smoked)).toMatchObject({ verdict: 'deployed' });
    expect(await world.ship('users', smoked)).toMatchObject({ verdict: 'unchanged' });
    expect(await proven('users')).toEqual([true]);
  });
});
