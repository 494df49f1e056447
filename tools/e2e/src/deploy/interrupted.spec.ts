import { setTimeout as sleep } from 'node:timers/promises';
import { type LongshoreError } from '@longshore/model';
import { cloudCalls } from '../lib/cloud-calls';
import { answering, World } from './world';

let world: World;
let services = 0;

beforeAll(async () => {
  world = await World.start();
});

afterEach(() => world.setFaults([]));
afterAll(() => world.stop());

const service = 'service';

/** How long the answer of a call takes that is to be under way, in milliseconds. */
const latencyMs = 2000;

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await sleep(20);
  }
}

async function countOf(operation: string): Promise<number> {
  const counts = await cloudCalls(world.cloud.endpoint);
  return Object.values(counts).reduce((sum, operations) => sum + (operations[operation] ?? 0), 0);
}

/** Ships a new service and interrupts its run while AWS is about to answer a call; returns how that ends. */
async function interruptAt(operation: string, name: string, spec: object): Promise<LongshoreError | undefined> {
  await world.setFaults([{ operation, phase: 'after', latencyMs, times: 1 }]);
  const before = await countOf(operation);
  const interrupted = new AbortController();
  const run = world.run({ [name]: spec }, { signal: interrupted.signal });
  const shipped = (async () => {
    await run.push(name);
    await run.release(name);
    await run.outcome(name);
  })().then(
    () => undefined,
    (error: LongshoreError) => error,
  );
  await until(async () => (await countOf(operation)) > before, `a call of ${operation}`);
  interrupted.abort();
  const error = await shipped;
  await run.finish();
  return error;
}

const scaled = { copies: { min: 1, max: 2 }, scaling: { cpu: 60 } };

describe('a run that is interrupted', () => {
  test.each([
    'DescribeServices',
    'CreateRepository',
    'CreateTargetGroup',
    'ModifyTargetGroupAttributes',
    'CreateRule',
    'CreateLogGroup',
    'RegisterTaskDefinition',
    'CreateService',
  ])('at %s says so, and the next one goes on', async (operation) => {
    const name = `${service}-${(services += 1)}`;
    world.images.set(name, answering('one'));
    const error = await interruptAt(operation, name, scaled);
    expect(error).toMatchObject({ code: 'LS3129', message: expect.stringContaining('interrupted') });
    expect(error?.fix).not.toMatch(/credentials|sts/);
    expect(world.summary().services).toMatchObject([{ service: name, verdict: 'timed-out' }]);
    await world.setFaults([]);
    expect(['deployed', 'unchanged']).toContain((await world.ship(name, scaled)).verdict);
  });

  test.each(['RegisterScalableTarget', 'PutScalingPolicy'])(
    'at %s, beside its rollout, says what goes on',
    async (operation) => {
      const name = `${service}-${(services += 1)}`;
      world.images.set(name, answering('one'));
      expect(await interruptAt(operation, name, scaled)).toBeUndefined();
      expect(world.summary().services).toMatchObject([
        { verdict: 'timed-out', reason: expect.stringContaining('the next deploy takes it up') },
      ]);
      await world.setFaults([]);
      expect(['deployed', 'unchanged']).toContain((await world.ship(name, scaled)).verdict);
    },
  );
});
