import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OpenEnvironment, restart, runOnce, scale, statusOf, tasksOf } from '@longshore/deploy';
import { answering, answeringOnceThereIs, World } from './world';

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
    expect((await scale(environment, 'rooms', 0)).from).toBe(3);
    expect(await running()).toBe(0);
    await scale(environment, 'rooms', 1);
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

  test('are not replaced while a rollout replaces them', async () => {
    world.images.set('slow', answeringOnceThereIs(join(world.folder, 'go'), 'slow'));
    const run = world.run({ slow: { health: { graceSeconds: 60 } } });
    await run.push('slow');
    await run.release('slow');
    await expect(restart(environment, 'slow')).rejects.toMatchObject({ code: 'LS3119' });
    writeFileSync(join(world.folder, 'go'), '');
    expect(await run.outcome('slow')).toMatchObject({ verdict: 'deployed' });
    await run.finish();
  });

  test('of a service that is not there are refused by name', async () => {
    await expect(restart(environment, 'room')).rejects.toMatchObject({
      code: 'LS3112',
      fix: expect.stringContaining('did you mean rooms?'),
    });
    await expect(scale(environment, 'nobody', 2)).rejects.toMatchObject({ code: 'LS3112' });
  });
});

describe('a one-off task', () => {
  const once = async (program: string, stopWhen = new AbortController().signal) => {
    const lines: string[] = [];
    const onLines = (batch: { message: string }[]) => void lines.push(...batch.map(({ message }) => message));
    const command = ['node', '-e', program];
    const result = await runOnce(environment, 'rooms', { command, attempt: program, stopWhen, onLines });
    return { ...result, lines };
  };

  test('runs with the deployed revision; its lines and its exit code are those of the command', async () => {
    const program = `console.log('port ' + process.env.PORT); console.log('done'); process.exitCode = 3`;
    const ended = await once(program);
    expect(ended).toMatchObject({ service: 'rooms', revision: 'local-rooms:1', exitCode: 3 });
    expect(ended.lines).toEqual([expect.stringMatching(/^port \d+$/), 'done']);
    const [stopped] = (await tasksOf(environment, 'rooms')).filter(({ oneOff }) => oneOff);
    expect(stopped).toMatchObject({ task: ended.task, revision: 1, commit: 'c'.repeat(40), state: 'STOPPED' });
    expect(stopped?.stoppedReason).toContain('exit code: rooms 3');
  });

  test('is stopped when somebody wants it, and its last lines are told', async () => {
    const stop = new AbortController();
    const lines: string[] = [];
    const onLines = (batch: { message: string }[]): void => {
      lines.push(...batch.map(({ message }) => message));
      stop.abort('stopped by a test');
    };
    const program = `process.on('SIGTERM', () => { console.log('bye'); process.exit(0); });
      console.log('up'); setInterval(() => {}, 1000)`;
    const options = { command: ['node', '-e', program], attempt: 'stopped', stopWhen: stop.signal, onLines };
    const { task } = await runOnce(environment, 'rooms', options);
    expect(lines).toEqual(['up', 'bye']);
    const found = (await tasksOf(environment)).find((each) => each.task === task);
    expect(found?.stoppedReason).toContain('stopped by a test');
  });

  test('that cannot start says why', async () => {
    const options = { attempt: 'none', stopWhen: new AbortController().signal, onLines: () => undefined };
    await expect(runOnce(environment, 'rooms', { ...options, command: ['nothing'] })).rejects.toMatchObject({
      code: 'LS3116',
      why: expect.stringContaining('executable file not found'),
    });
  });

  test('stands beside the tasks of the service', async () => {
    const listed = await tasksOf(environment, 'rooms');
    const running = listed.filter(({ state }) => state === 'RUNNING');
    expect(running.length).toBeGreaterThan(0);
    expect(running.every(({ oneOff }) => !oneOff)).toBe(true);
    await expect(tasksOf(environment, 'nobody')).rejects.toMatchObject({ code: 'LS3112' });
  });
});
