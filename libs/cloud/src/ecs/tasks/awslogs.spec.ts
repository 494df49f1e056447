import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FilterLogEventsResponse, type GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { type ContainerDefinition, type LogConfiguration, type Task } from '@aws-sdk/client-ecs';
import { createDockerRuntime, createProcessRuntime, layoutSource, type Runtime } from '@longshore/runtime';
import { engineTestsRun, type Layer, nodeBase, tarOf, writeImageLayout } from '@longshore/runtime/src/testing';
import { invoke } from '../../invoke';
import { systemClock } from '../../kernel';
import { createLogs } from '../../logs';
import { MemoryStore } from '../../testing/memory-store';
import { createEcs } from '..';
import { context, EcsWorld, runTaskRequest, taskDefinitionRequest } from '../testing';
import { FakeTargetGroups } from '../testing/fake-target-groups';

const group = '/longshore/rooms';
const logConfiguration = (more: Record<string, string> = {}): LogConfiguration => ({
  logDriver: 'awslogs',
  options: { 'awslogs-group': group, 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'ecs', ...more },
});
const app = (more?: Record<string, string>): ContainerDefinition => ({
  name: 'app',
  image: 'registry/rooms:1',
  logConfiguration: logConfiguration(more),
});

describe('the log driver awslogs', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
  });

  afterEach(() => world.end());

  const logs = <Output>(operation: string, input: object, region = 'us-east-1') =>
    invoke<Output>(world.logs.service, operation, input, { ...context, region });

  const runTask = async (containers: ContainerDefinition[], launchType = 'FARGATE'): Promise<Task> => {
    await world.register({ containerDefinitions: containers });
    await world.call('RunTask', { ...runTaskRequest, launchType });
    const [task] = [...(await world.tasks()), ...(await world.tasks('STOPPED'))];
    if (!task) throw new Error('there is no task');
    return task;
  };

  it('writes what a container says to PREFIX/CONTAINER/TASK of its group', async () => {
    await logs('CreateLogGroup', { logGroupName: group });
    const { taskArn = '' } = await runTask([app(), { ...app(), name: 'sidecar', essential: false }]);
    world.runtime.newest('app').write('first');
    world.runtime.newest('app').write('');
    world.runtime.newest('sidecar').write('beside');
    world.runtime.newest('app').exit({ code: 1 });
    await world.until(async () => (await world.tasks('STOPPED')).some(({ lastStatus }) => lastStatus === 'STOPPED'));
    const { events } = await logs<FilterLogEventsResponse>('FilterLogEvents', { logGroupName: group });
    const id = taskArn.split('/').at(-1);
    expect(events).toMatchObject([
      { logStreamName: `ecs/app/${id}`, message: 'first' },
      { logStreamName: `ecs/sidecar/${id}`, message: 'beside' },
    ]);
  });

  it('makes the group where awslogs-create-group says so, in the region of awslogs-region', async () => {
    await runTask([app({ 'awslogs-create-group': 'true', 'awslogs-region': 'eu-west-1' })]);
    expect(await logs('DescribeLogGroups', {}, 'eu-west-1')).toMatchObject({ logGroups: [{ logGroupName: group }] });
    expect(await logs('DescribeLogGroups', {})).toMatchObject({ logGroups: [] });
  });

  it('row "stopped reasons": a group that is missing is a ResourceInitializationError on Fargate', async () => {
    await runTask([app()]);
    expect(await world.tasks('STOPPED')).toMatchObject([
      {
        lastStatus: 'STOPPED',
        stopCode: 'TaskFailedToStart',
        stoppedReason:
          'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: ' +
          'failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.' +
          ' : exit status 1',
      },
    ]);
    expect(world.runtime.containers).toEqual([]);
  });

  it('row "container reasons": it is a CannotStartContainerError on EC2', async () => {
    await runTask([app()], 'EC2');
    expect(await world.tasks('STOPPED')).toMatchObject([
      {
        stoppedReason: 'Task failed to start',
        containers: [
          {
            reason:
              'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: ' +
              'failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
          },
        ],
      },
    ]);
  });

  it('lets a task run on whose stream is deleted', async () => {
    await logs('CreateLogGroup', { logGroupName: group });
    await runTask([app()]);
    await logs('DeleteLogGroup', { logGroupName: group });
    world.runtime.newest('app').write('lost');
    expect(await world.tasks()).toMatchObject([{ lastStatus: 'RUNNING' }]);
  });

  it.each([
    ['awslogs-group', 'Log driver awslogs requires options: awslogs-group'],
    [
      'awslogs-stream-prefix',
      'Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.',
    ],
  ])('wants the option %s', async (option, message) => {
    await expect(world.register({ containerDefinitions: [app({ [option]: '' })] })).rejects.toMatchObject({
      code: 'ClientException',
      message,
    });
  });

  it('refuses other drivers as not built', async () => {
    const container = { ...app(), logConfiguration: { logDriver: 'splunk' as const } };
    await expect(world.register({ containerDefinitions: [container] })).rejects.toMatchObject({
      code: 'UnsupportedFeatureException',
    });
  });
});

interface RuntimeUnderTest {
  create: (dir: string) => Runtime;
  base: () => Promise<Layer[]>;
}

const runtimes: [string, RuntimeUnderTest][] = [
  ['process', { create: (dir) => createProcessRuntime({ dir }), base: () => Promise.resolve([]) }],
];
if (engineTestsRun('awslogs of containers')) {
  const base = async (): Promise<Layer[]> => [await tarOf(nodeBase())];
  runtimes.push(['docker', { create: (dir) => createDockerRuntime({ dir }), base }]);
}

test.each(runtimes)(
  'what a real task writes is there to read: %s',
  async (_kind, { create, base }) => {
    const dir = mkdtempSync(join(tmpdir(), 'longshore-awslogs-'));
    const layout = join(dir, 'image');
    const script = `console.log('to stdout'); setTimeout(() => console.error('to stderr'), 50);`;
    await writeImageLayout(layout, {
      layers: [...(await base()), { 'app/main.js': script }],
      config: { WorkingDir: '/app', Entrypoint: ['node'], Cmd: ['main.js'] },
    });
    const store = new MemoryStore();
    const runtime = create(join(dir, 'runtime'));
    const logs = createLogs({ store, clock: systemClock, dir: join(dir, 'streams') });
    const ecs = createEcs({
      store,
      clock: systemClock,
      runtime,
      images: { resolve: () => Promise.resolve(layoutSource(layout)) },
      targetGroups: new FakeTargetGroups([]),
      parameters: { value: () => undefined },
      secrets: { value: () => undefined },
      logStreams: logs.streams,
      logsDir: join(dir, 'logs'),
    });
    try {
      await ecs.start();
      const call = <Output>(operation: string, input: object) =>
        invoke<Output>(ecs.service, operation, { cluster: 'local', ...input }, context);
      await call('CreateCluster', { clusterName: 'local' });
      const containerDefinitions = [app({ 'awslogs-create-group': 'true' })];
      await call('RegisterTaskDefinition', { ...taskDefinitionRequest, containerDefinitions });
      const { tasks } = await call<{ tasks: Task[] }>('RunTask', runTaskRequest);
      const taskArn = tasks[0]?.taskArn ?? '';
      const stopped = async (): Promise<boolean> =>
        (await call<{ tasks: Task[] }>('DescribeTasks', { tasks: [taskArn] })).tasks[0]?.lastStatus === 'STOPPED';
      while (!(await stopped())) await new Promise((resolve) => setTimeout(resolve, 20));
      const logStreamName = `ecs/app/${taskArn.split('/').at(-1)}`;
      const request = { logGroupName: group, logStreamName };
      const { events } = await invoke<GetLogEventsResponse>(logs.service, 'GetLogEvents', request, context);
      expect(events?.map(({ message }) => message)).toEqual(['to stdout', 'to stderr']);
    } finally {
      await ecs.stop();
      await runtime.cleanUp();
      await runtime.prune(() => false);
      rmSync(dir, { recursive: true });
    }
  },
  60_000,
);
