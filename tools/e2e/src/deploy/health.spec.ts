import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { statusOf } from '@longshore/deploy';
import { type ServiceStatus } from '@longshore/model';
import { untilAllAnswer } from '@longshore/cli/src/up/answers';
import { answering, World } from './world';

let world: World;
let broken: string;

const spec = { copies: { min: 1 }, health: { intervalSeconds: 2, timeoutSeconds: 1, unhealthyThreshold: 2 } };

beforeAll(async () => {
  world = await World.start({ timeScale: 4 });
  broken = join(world.folder, 'broken');
  const sick = `? (require('fs').existsSync(${JSON.stringify(broken)}) ? 503 : 200) :`;
  world.images.set('rooms', answering('rooms').replace('? 200 :', sick));
  expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'deployed' });
}, 120_000);

afterAll(() => world.stop());

const status = async (): Promise<ServiceStatus | undefined> =>
  (await statusOf(world.environment(), world.services({ rooms: spec })))[0];

/** How often the load balancer was asked about targets. */
const questions = async (): Promise<number> =>
  Object.values(await world.calls()).reduce((sum, calls) => sum + (calls['DescribeTargetHealth'] ?? 0), 0);

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 90_000; Date.now() < deadline; await delay(50)) if (await condition()) return;
  throw new Error(`not in 90 s: ${what}; status ${JSON.stringify(await status())}`);
}

test('a service whose targets pass their checks is steady, with all of them healthy', async () => {
  await until(async () => (await status())?.state === 'steady', 'it is steady');
  expect((await status())?.targets).toEqual({ healthy: 1, unhealthy: 0, total: 1 });
});

test('an unchanged service costs no question about its targets while it rests', async () => {
  const before = await questions();
  expect(before).toBeGreaterThan(0);
  expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'unchanged' });
  expect(await questions()).toBe(before);
});

describe('what fails its checks after it was deployed', () => {
  beforeAll(() => writeFileSync(broken, ''));
  afterAll(() => rmSync(broken));

  test('is unhealthy, with what the load balancer says', async () => {
    await until(async () => (await status())?.state === 'unhealthy', 'it is unhealthy');
    await until(async () => (await status())?.targets?.why?.includes('503') === true, 'it is said why');
    expect((await status())?.targets?.healthy).toBe(0);
  }, 120_000);

  test('is unchanged for a deploy that has nothing to change, with the reason and a command', async () => {
    expect(existsSync(broken)).toBe(true);
    await until(async () => (await status())?.state === 'unhealthy', 'it is unhealthy');
    const outcome = await world.ship('rooms', spec);
    expect(outcome).toMatchObject({ verdict: 'unchanged' });
    expect(outcome.reason).toMatch(/^nothing to change, but 0 of \d targets are healthy for the load balancer/);
    expect(outcome.reason).toContain('npx longshore logs rooms -e local');
  }, 120_000);

  test('does not answer for `up`, which says where and why', async () => {
    await until(async () => (await status())?.targets?.healthy === 0, 'no target is healthy');
    const said: string[] = [];
    const waiting = { patienceMs: 1_000, onWaiting: (why: string) => said.push(why) };
    await expect(untilAllAnswer(world.environment(), world.services({ rooms: spec }), waiting)).rejects.toMatchObject({
      code: 'LS1106',
      what: 'rooms is deployed but does not answer',
      why: expect.stringContaining(`rooms at ${world.cloud.loadBalancer}/rooms: `),
      fix: 'npx longshore logs rooms -e local',
    });
    expect(said[0]).toContain('rooms: ');
  }, 120_000);
});

test('what has recovered answers for `up`', async () => {
  const waiting = { patienceMs: 90_000, onWaiting: () => undefined };
  await untilAllAnswer(world.environment(), world.services({ rooms: spec }), waiting);
  expect((await fetch(`${world.cloud.loadBalancer}/rooms`)).status).toBe(200);
}, 120_000);
