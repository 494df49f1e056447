import { type ContainerDefinition, type Task } from '@aws-sdk/client-ecs';
import { EcsWorld, runTaskRequest, settle, taskDefinitionRequest } from '../testing';
import { findCycle } from './dependencies';

const image = 'registry/rooms:1';
const healthCheck = { command: ['CMD', 'node', 'check.js'] };

describe('row "dependsOn"', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
  });

  afterEach(() => world.end());

  const run = async (...containerDefinitions: ContainerDefinition[]): Promise<void> => {
    await world.register({ containerDefinitions });
    await world.call('RunTask', runTaskRequest);
  };

  const names = (): (string | undefined)[] =>
    world.runtime.containers.map(({ spec }) => spec.labels?.['com.amazonaws.ecs.container-name']);

  const onlyTask = async (desiredStatus?: 'STOPPED'): Promise<Task | undefined> =>
    (await world.tasks(desiredStatus))[0];

  it('START: starts one after the other, whatever their order in the task definition', async () => {
    await run(
      { name: 'app', image, dependsOn: [{ containerName: 'proxy', condition: 'START' }] },
      { name: 'proxy', image, dependsOn: [{ containerName: 'log', condition: 'START' }] },
      { name: 'log', image },
    );
    expect(names()).toEqual(['log', 'proxy', 'app']);
    expect((await onlyTask())?.lastStatus).toBe('RUNNING');
  });

  it('COMPLETE: waits for the end, however it was', async () => {
    await run(
      { name: 'app', image, dependsOn: [{ containerName: 'init', condition: 'COMPLETE' }] },
      { name: 'init', image, essential: false },
    );
    expect(names()).toEqual(['init']);
    expect(await onlyTask()).toMatchObject({ lastStatus: 'PENDING', containers: [{ lastStatus: 'PENDING' }, {}] });
    world.runtime.newest('init').exit({ code: 3 });
    await settle();
    expect(names()).toEqual(['init', 'app']);
    expect((await onlyTask())?.lastStatus).toBe('RUNNING');
  });

  it('SUCCESS: waits for an exit code of 0', async () => {
    await run(
      { name: 'app', image, dependsOn: [{ containerName: 'init', condition: 'SUCCESS' }] },
      { name: 'init', image, essential: false },
    );
    world.runtime.newest('init').exit({ code: 0 });
    await settle();
    expect(names()).toEqual(['init', 'app']);
  });

  it('SUCCESS with a non-zero exit is terminal', async () => {
    await run(
      { name: 'app', image, dependsOn: [{ containerName: 'init', condition: 'SUCCESS' }] },
      { name: 'init', image, essential: false },
    );
    world.runtime.newest('init').exit({ code: 3 });
    await settle();
    expect(names()).toEqual(['init']);
    expect(await onlyTask('STOPPED')).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      containers: [
        {
          name: 'app',
          reason: expect.stringMatching(
            /dependency \[init\] for target \[app\] as dependency did not exit successfully/,
          ),
        },
        { name: 'init', exitCode: 3 },
      ],
    });
  });

  it('HEALTHY: waits for the health check', async () => {
    await run(
      { name: 'app', image, dependsOn: [{ containerName: 'proxy', condition: 'HEALTHY' }] },
      { name: 'proxy', image, healthCheck },
    );
    world.runtime.newest('proxy').become('unhealthy');
    await settle();
    expect(names()).toEqual(['proxy']);
    world.runtime.newest('proxy').become('healthy');
    await settle();
    expect(names()).toEqual(['proxy', 'app']);
  });

  it('startTimeout: gives up on a dependency that takes longer, and ends what had started', async () => {
    await run(
      { name: 'app', image, dependsOn: [{ containerName: 'proxy', condition: 'HEALTHY' }] },
      { name: 'proxy', image, healthCheck, startTimeout: 60 },
    );
    await world.clock.advance(59_999);
    expect((await onlyTask())?.lastStatus).toBe('PENDING');
    await world.clock.advance(1);
    expect(await onlyTask('STOPPED')).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      containers: [{ reason: expect.stringMatching(/has timed out\.$/) }, { lastStatus: 'STOPPED' }],
    });
    expect(world.runtime.alive).toEqual([]);
    expect(world.clock.waiting).toBe(0);
  });

  it('shutdown runs in reverse order, each container with its own stopTimeout', async () => {
    await run(
      { name: 'log', image, stopTimeout: 10 },
      { name: 'app', image, stopTimeout: 90, dependsOn: [{ containerName: 'log', condition: 'START' }] },
    );
    const order: string[] = [];
    for (const name of ['log', 'app']) {
      void world.runtime
        .newest(name)
        .exited.then(() => order.push(`${name} ${world.runtime.newest(name).stops.join()}`));
    }
    await world.call('StopTask', { cluster: 'local', task: (await onlyTask())?.taskArn });
    expect(order).toEqual(['app 90', 'log 10']);
  });

  it('ends a task that waits for a dependency', async () => {
    await run(
      { name: 'app', image, dependsOn: [{ containerName: 'init', condition: 'COMPLETE' }] },
      { name: 'init', image, essential: false },
    );
    await world.call('StopTask', { cluster: 'local', task: (await onlyTask())?.taskArn });
    expect((await onlyTask('STOPPED'))?.lastStatus).toBe('STOPPED');
    expect(names()).toEqual(['init']);
    expect(world.runtime.alive).toEqual([]);
  });

  it.each<[string, ContainerDefinition[], string | RegExp]>([
    [
      'a container that is not there',
      [{ name: 'app', image, dependsOn: [{ containerName: 'nope', condition: 'START' }] }],
      "Cannot depend on container + 'nope' because it does not exist",
    ],
    [
      'the end of an essential container',
      [
        { name: 'app', image, dependsOn: [{ containerName: 'init', condition: 'SUCCESS' }] },
        { name: 'init', image },
      ],
      'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container',
    ],
    [
      'the health of a container without a check',
      [
        { name: 'app', image, dependsOn: [{ containerName: 'proxy', condition: 'HEALTHY' }] },
        { name: 'proxy', image },
      ],
      /has no health check/,
    ],
    [
      'one another',
      [
        { name: 'a', image, dependsOn: [{ containerName: 'b', condition: 'START' }] },
        { name: 'b', image, dependsOn: [{ containerName: 'a', condition: 'START' }] },
      ],
      /depends on itself/,
    ],
  ])('refuses to depend on %s', async (_, containerDefinitions, message) => {
    const request = { ...taskDefinitionRequest, containerDefinitions };
    await expect(world.call('RegisterTaskDefinition', request)).rejects.toMatchObject({
      code: 'ClientException',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});

test('finds containers that depend on one another in a circle', () => {
  const needs = (name: string, ...others: string[]): ContainerDefinition => ({
    name,
    dependsOn: others.map((containerName) => ({ containerName, condition: 'START' })),
  });
  expect(findCycle([needs('a', 'b', 'c'), needs('b', 'c'), needs('c')])).toEqual([]);
  expect(findCycle([needs('a', 'b'), needs('b', 'c'), needs('c', 'b')])).toEqual(['b', 'c']);
  expect(findCycle([needs('a', 'a')])).toEqual(['a']);
});
