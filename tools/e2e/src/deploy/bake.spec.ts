import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAws, type Coordinator } from '@longshore/deploy';
import { type RunEvent, type ServiceOutcome } from '@longshore/model';
import { answering, environmentOf, World } from './world';

let world: World;
let services = 0;
let name: string;
let signal: string;

beforeAll(async () => {
  world = await World.start();
});

beforeEach(() => {
  name = `service-${(services += 1)}`;
  signal = join(world.folder, name);
});

afterEach(() => world.setFaults([]));
afterAll(() => world.stop());

/** Long enough for a loaded machine: a failure ends it. */
const watched = { rollout: { bakeSeconds: 60 } };

/** A healthy program that does something else once a file is there. */
const until = (file: string, text: string, then: string): string =>
  `const isThere = () => require('fs').existsSync(${JSON.stringify(file)});
   setInterval(() => { if (isThere()) { ${then} } }, 20);
   ${answering(text)}`;

const exiting = (): string => until(signal, 'two', `console.error('out of ideas'); process.exit(3);`);
const sickening = (): string =>
  answering('two').replace('? 200 :', `? (require('fs').existsSync(${JSON.stringify(signal)}) ? 503 : 200) :`);

const isCompleted = (event: RunEvent): boolean =>
  event.type === 'ecs-event' && event.message.endsWith('deployment completed.');

/** Ships a version, and does something as soon as ECS has completed its rollout. */
async function ship(spec: object, onCompleted: () => unknown, run: Coordinator = world.run({ [name]: spec })) {
  await run.push(name);
  await run.release(name);
  const outcome = await run.outcome(name, (event) => void (isCompleted(event) && onCompleted()));
  await run.finish();
  return outcome;
}

const giveSignal = (): void => writeFileSync(signal, '');
const answerOf = async () => (await fetch(`${world.cloud.loadBalancer}/${name}`)).text();

async function firstVersion(): Promise<void> {
  world.images.set(name, answering('one'));
  expect(await world.ship(name)).toMatchObject({ verdict: 'deployed' });
}

describe('a version whose tasks fail after ECS has completed its rollout', () => {
  const exited = /after ECS had completed the rollout tasks stopped: .*exited with code 3/;

  test('by exiting is rolled back, with what they wrote, and held back', async () => {
    await firstVersion();
    world.images.set(name, exiting());
    const outcome = await ship(watched, giveSignal);
    expect(outcome).toMatchObject({ verdict: 'rolled-back', reason: expect.stringMatching(exited) });
    expect(outcome.dossier?.tasks[0]?.exitCode).toBe(3);
    expect(outcome.dossier?.tasks[0]?.lines).toContain('out of ideas');
    expect(await answerOf()).toBe('one');
    expect(await world.ship(name, watched)).toMatchObject({
      verdict: 'unchanged',
      reason: expect.stringContaining('rolled back by Longshore'),
    });
  });

  test('by becoming unhealthy is rolled back', async () => {
    await firstVersion();
    world.images.set(name, sickening());
    expect(await ship({ ...watched, health: { unhealthyThreshold: 2 } }, giveSignal)).toMatchObject({
      verdict: 'rolled-back',
      reason: expect.stringMatching(/after ECS had completed the rollout .*health check/),
    });
    expect(await answerOf()).toBe('one');
  });

  test('has failed and is taken back, if it is the first', async () => {
    world.images.set(name, exiting());
    const outcome = await ship(watched, giveSignal);
    expect(outcome).toMatchObject({ verdict: 'failed', reason: expect.stringMatching(exited) });
    expect(outcome.reason).toContain('taken back');
    expect((await fetch(`${world.cloud.loadBalancer}/${name}`)).status).toBe(404);
  });

  test('for want of memory has failed, with that reason', async () => {
    await firstVersion();
    world.images.set(name, answering('two'));
    await world.setFaults([{ runtime: 'oom', target: `*${name}*`, latencyMs: 3000, times: 2 }]);
    const outcome = await ship(watched, () => undefined);
    expect(outcome).toMatchObject({
      verdict: 'rolled-back',
      reason: expect.stringContaining('OutOfMemoryError: Container killed due to memory usage'),
    });
    expect(await answerOf()).toBe('one');
  });
});

describe('a version is deployed', () => {
  const briefly = { rollout: { bakeSeconds: 2 } };

  test('if its tasks go on running, not before that time is over', async () => {
    world.images.set(name, answering('one'));
    let completedAt = Infinity;
    expect(await ship(briefly, () => (completedAt = Date.now()))).toMatchObject({ verdict: 'deployed' });
    expect(Date.now() - completedAt).toBeGreaterThanOrEqual(2000);
  });

  test('if somebody stops one of its tasks meanwhile', async () => {
    world.images.set(name, answering('one'));
    const stopped = { done: Promise.resolve() };
    const outcome = await ship(briefly, () => (stopped.done = stopOne()));
    await stopped.done;
    expect(outcome).toMatchObject({ verdict: 'deployed' });
  });

  test('if its tasks cannot be looked at, which its reason says', async () => {
    world.images.set(name, answering('one'));
    await world.setFaults([{ operation: 'ListTasks', error: { code: 'AccessDeniedException', status: 400 } }]);
    expect(await ship(briefly, () => undefined)).toMatchObject({
      verdict: 'deployed',
      reason: expect.stringContaining('its tasks could not be watched'),
    });
  });

  test('by the next run, if the run is interrupted meanwhile', async () => {
    world.images.set(name, answering('one'));
    const interrupted = new AbortController();
    const run = world.run({ [name]: watched }, { signal: interrupted.signal });
    const outcome: ServiceOutcome = await ship(watched, () => interrupted.abort(), run);
    expect(outcome).toMatchObject({ verdict: 'timed-out', reason: expect.stringContaining('interrupted') });
    expect(existsSync(signal)).toBe(false);
    expect(['deployed', 'unchanged']).toContain((await world.ship(name, briefly)).verdict);
    expect(await world.ship(name, briefly)).toMatchObject({ verdict: 'unchanged' });
  });

  async function stopOne(): Promise<void> {
    const { tasks } = openAws(environmentOf({}), new AbortController().signal).cluster('local');
    const [task = ''] = await tasks.list({ family: `local-${name}`, desiredStatus: 'RUNNING' });
    await tasks.stop(task, 'a person stops it');
  }
});
