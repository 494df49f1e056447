import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContainerDefinition, type Task } from '@aws-sdk/client-ecs';
import { type EcsState, emptyState } from '../state';
import { EcsWorld, runTaskRequest, settle, targetGroupArn } from '../testing';

const app: ContainerDefinition = { name: 'app', image: 'registry/rooms:1', portMappings: [{ containerPort: 8000 }] };

describe('the life of a task', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
  });

  afterEach(() => world.end());

  const runTask = async (containers: ContainerDefinition[] = [app], changes: object = {}): Promise<void> => {
    await world.register({ containerDefinitions: containers });
    await world.call('RunTask', { ...runTaskRequest, ...changes });
  };

  const onlyTask = async (desiredStatus?: 'STOPPED'): Promise<Task> => {
    const [task] = await world.tasks(desiredStatus);
    if (!task) throw new Error('there is no such task');
    return task;
  };

  /** The states that tasks go through from now on. */
  const statesSeen = (): string[] => {
    const seen: string[] = [];
    const { tasks } = world.store.slice<EcsState>('ecs', emptyState);
    world.store.onTouch = () => {
      for (const { task } of Object.values(tasks)) if (seen.at(-1) !== task.lastStatus) seen.push(task.lastStatus);
    };
    return seen;
  };

  describe('row "states"', () => {
    it('goes from PROVISIONING to STOPPED', async () => {
      const seen = statesSeen();
      await world.register();
      await world.createService({ desiredCount: 1 });
      await world.call('DeleteService', { cluster: 'local', service: 'rooms', force: true });
      expect(seen).toEqual([
        'PROVISIONING',
        'PENDING',
        'ACTIVATING',
        'RUNNING',
        'DEACTIVATING',
        'STOPPING',
        'DEPROVISIONING',
        'STOPPED',
      ]);
    });

    it('shows where the task is reached while it runs', async () => {
      await runTask();
      const { port } = world.runtime.newest('app').address(8000);
      expect(await onlyTask()).toMatchObject({
        lastStatus: 'RUNNING',
        attachments: [
          {
            status: 'ATTACHED',
            details: [
              { name: 'subnetId', value: 'subnet-1' },
              { name: 'privateIPv4Address', value: '127.0.0.1' },
            ],
          },
        ],
        containers: [
          {
            lastStatus: 'RUNNING',
            imageDigest: `sha256:${'a'.repeat(64)}`,
            networkInterfaces: [{ privateIpv4Address: '127.0.0.1' }],
            networkBindings: [{ containerPort: 8000, hostPort: port, bindIP: '127.0.0.1', protocol: 'tcp' }],
          },
        ],
        startedAt: expect.any(Date),
      });
    });
  });

  describe('row "order when stopped by the scheduler"', () => {
    it('sends the stop signal only when the targets have drained, with the stopTimeout of the task definition', async () => {
      await world.register({ containerDefinitions: [{ ...app, stopTimeout: 7 }] });
      await world.createService({ desiredCount: 1 });
      world.targetGroups.drainsAtOnce = false;
      await world.call('UpdateService', { cluster: 'local', service: 'rooms', desiredCount: 0 });
      const container = world.runtime.newest('app');
      expect((await onlyTask('STOPPED')).lastStatus).toBe('DEACTIVATING');
      expect(container.stops).toEqual([]);
      world.targetGroups.endDraining();
      await settle();
      expect(container.stops).toEqual([7]);
      expect(await onlyTask('STOPPED')).toMatchObject({
        lastStatus: 'STOPPED',
        stopCode: 'ServiceSchedulerInitiated',
        containers: [{ exitCode: 0 }],
      });
      expect(container.removed).toBe(true);
    });

    it('gives 30 s where the task definition does not say', async () => {
      await runTask();
      await world.call('StopTask', { cluster: 'local', task: (await onlyTask()).taskArn });
      expect(world.runtime.newest('app').stops).toEqual([30]);
    });

    it('does not wait for the targets of a task that died by itself', async () => {
      await world.register();
      await world.createService({ desiredCount: 1 });
      world.targetGroups.drainsAtOnce = false;
      world.runtime.newest('app').exit({ code: 1 });
      await settle();
      expect((await onlyTask('STOPPED')).lastStatus).toBe('STOPPED');
      expect([...world.targetGroups.targets.values()].map(({ health }) => health.state)).toEqual([
        'draining',
        'healthy',
      ]);
    });
  });

  describe('row "essential containers"', () => {
    const sidecar: ContainerDefinition = { name: 'sidecar', image: 'registry/sidecar:1', essential: false };

    it('one that ends before the engine has given it an address stops the task by its exit code', async () => {
      world.runtime.withoutAddress = true;
      await runTask();
      world.runtime.newest('app').exit({ code: 3 });
      await settle();
      expect(await onlyTask('STOPPED')).toMatchObject({
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        containers: [{ exitCode: 3 }],
      });
    });

    it('any essential container that stops, stops the task', async () => {
      await runTask([app, { ...sidecar, essential: true }]);
      world.runtime.newest('sidecar').exit({ code: 3 });
      await settle();
      expect(await onlyTask('STOPPED')).toMatchObject({
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        containers: [
          { name: 'app', exitCode: 0 },
          { name: 'sidecar', exitCode: 3 },
        ],
      });
    });

    it('one that is not essential may stop', async () => {
      await runTask([app, sidecar]);
      world.runtime.newest('sidecar').exit({ code: 3 });
      await settle();
      expect(await onlyTask()).toMatchObject({
        lastStatus: 'RUNNING',
        containers: [{ lastStatus: 'RUNNING' }, { lastStatus: 'STOPPED', exitCode: 3 }],
      });
    });
  });

  describe('rows "stopped reasons" and "container reasons"', () => {
    it('CannotPullContainerError for an image that is not there', async () => {
      world.missingImages.add('registry/rooms:1');
      await runTask();
      const reason =
        'CannotPullContainerError: pull image manifest has been retried 1 time(s): ' +
        'failed to resolve ref registry/rooms:1: registry/rooms:1: not found';
      expect(await onlyTask('STOPPED')).toMatchObject({
        stopCode: 'TaskFailedToStart',
        stoppedReason: reason,
        containers: [{ lastStatus: 'STOPPED', reason }],
      });
    });

    it('row "pull": tries five times where the registry is away', async () => {
      world.runtime.pullErrors.push(...Array<string>(5).fill('connection refused'));
      await runTask();
      expect((await onlyTask()).lastStatus).toBe('PENDING');
      await world.clock.advance(1100 + 2200 + 4400 + 5000 - 1);
      expect((await onlyTask()).lastStatus).toBe('PENDING');
      await world.clock.advance(15_000);
      expect((await onlyTask('STOPPED')).stoppedReason).toMatch(/has been retried 5 time\(s\).*: connection refused$/);
    });

    it('row "pull": runs once the registry is back', async () => {
      world.runtime.pullErrors.push('connection refused');
      await runTask();
      await world.clock.advance(1500);
      expect((await onlyTask()).lastStatus).toBe('RUNNING');
    });

    it.each([
      [
        '/longshore/local/database',
        'secrets from ssm: service call has been retried 1 time(s): invalid parameters: /longshore/local/database',
      ],
      [
        'arn:aws:secretsmanager:us-east-1:123456789012:secret:database-a1b2c3',
        'secret from asm: service call has been retried 1 time(s): failed to fetch secret ' +
          'arn:aws:secretsmanager:us-east-1:123456789012:secret:database-a1b2c3 from secrets manager: ' +
          "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
      ],
    ])('ResourceInitializationError for a secret that is not there: %s', async (valueFrom, cause) => {
      await runTask([{ ...app, secrets: [{ name: 'DATABASE_URL', valueFrom }] }]);
      expect((await onlyTask('STOPPED')).stoppedReason).toBe(
        'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ' +
          `unable to retrieve ${cause}`,
      );
    });

    it('CannotStartContainerError', async () => {
      world.runtime.startError = 'exec: "nope": not found';
      await runTask();
      expect(await onlyTask('STOPPED')).toMatchObject({
        stopCode: 'TaskFailedToStart',
        stoppedReason: 'Task failed to start',
        containers: [{ reason: 'CannotStartContainerError: exec: "nope": not found' }],
      });
    });

    it('OutOfMemoryError', async () => {
      await runTask();
      world.runtime.newest('app').exit({ code: 137, outOfMemory: true });
      await settle();
      expect((await onlyTask('STOPPED')).containers).toMatchObject([
        { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
      ]);
    });

    it('Scaling activity initiated by a deployment', async () => {
      await world.register();
      const service = await world.createService({ desiredCount: 1 });
      await world.call('UpdateService', { cluster: 'local', service: 'rooms', desiredCount: 0 });
      expect((await onlyTask('STOPPED')).stoppedReason).toBe(
        `Scaling activity initiated by (deployment ${service.deployments?.[0]?.id})`,
      );
    });
  });

  it('stops a task that is still pulling', async () => {
    world.runtime.pullErrors.push(...Array<string>(5).fill('connection refused'));
    await runTask();
    await world.call('StopTask', { cluster: 'local', task: (await onlyTask()).taskArn });
    expect(await onlyTask('STOPPED')).toMatchObject({ lastStatus: 'STOPPED', stopCode: 'UserInitiated' });
    expect(world.runtime.containers).toEqual([]);
    expect(world.clock.waiting).toBe(0);
  });

  it('gives a container its environment: platform, definition, secrets, overrides', async () => {
    world.parameters.set('/longshore/local/database', 'postgres://here');
    const secrets = [{ name: 'DATABASE_URL', valueFrom: '/longshore/local/database' }];
    const environment = [
      { name: 'LEVEL', value: 'info' },
      { name: 'COLOUR', value: 'blue' },
    ];
    const containerOverrides = [
      { name: 'app', command: ['migrate'], environment: [{ name: 'LEVEL', value: 'debug' }] },
    ];
    await runTask([{ ...app, secrets, environment }], { overrides: { containerOverrides } });
    expect(world.runtime.newest('app').spec).toMatchObject({
      command: ['migrate'],
      ports: [8000],
      environment: {
        AWS_REGION: 'us-east-1',
        AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
        COLOUR: 'blue',
        DATABASE_URL: 'postgres://here',
        LEVEL: 'debug',
      },
    });
  });

  it('gives a container its user, root, memory and ulimits', async () => {
    const ulimits = [{ name: 'nofile' as const, softLimit: 1000, hardLimit: 2000 }];
    const limits = { user: '1000', readonlyRootFilesystem: true, memory: 256, memoryReservation: 128, ulimits };
    const linuxParameters = { tmpfs: [{ containerPath: '/tmp', size: 64, mountOptions: ['noexec'] }] };
    await runTask([{ ...app, ...limits, linuxParameters }]);
    expect(world.runtime.newest('app').spec).toMatchObject({
      user: '1000',
      readonlyRoot: true,
      tmpfs: [{ path: '/tmp', sizeMiB: 64, options: ['noexec'] }],
      memoryMiB: 256,
      memoryReservationMiB: 128,
      ulimits: [{ name: 'nofile', soft: 1000, hard: 2000 }],
    });
  });

  it('registers the target under the address at which the container is reached', async () => {
    await world.register();
    await world.createService({ desiredCount: 1 });
    const { host, port } = world.runtime.newest('app').address(8000);
    expect([...world.targetGroups.targets.values()]).toMatchObject([
      { group: targetGroupArn, target: { id: host, port } },
    ]);
  });

  it('keeps what the containers write in one file a task', async () => {
    await runTask();
    const { taskArn = '' } = await onlyTask();
    world.runtime.newest('app').write('first');
    world.runtime.newest('app').write('second');
    world.runtime.newest('app').exit({ code: 1 });
    await world.call('StopTask', { cluster: 'local', task: taskArn });
    await world.until(async () => (await onlyTask('STOPPED')).lastStatus === 'STOPPED');
    const path = join(world.logsDir, `${taskArn.split('/').at(-1)}.log`);
    expect(await readFile(path, 'utf8')).toBe('first\nsecond\n');
  });
});
