import { EcsWorld, runTaskRequest, serviceRequest, settle } from './testing';

/** Rows of the facts about ECS that no other test names. */
describe('ECS behaves as real ECS is known to', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
    await world.register();
  });

  afterEach(() => world.end());

  const stopCodes = async () => (await world.tasks('STOPPED')).map(({ stopCode }) => stopCode);

  /** Deploys a second revision whose image is not there. */
  const deployBroken = async (): Promise<void> => {
    world.missingImages.add('registry/rooms:2');
    const portMappings = [{ containerPort: 8000 }];
    await world.register({ containerDefinitions: [{ name: 'app', image: 'registry/rooms:2', portMappings }] });
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', taskDefinition: 'rooms:2' });
  };

  describe('row "stop codes"', () => {
    it('EssentialContainerExited, where the container ended by itself', async () => {
      await world.call('RunTask', runTaskRequest);
      world.runtime.newest('app').exit({ code: 0 });
      await settle();
      expect(await stopCodes()).toEqual(['EssentialContainerExited']);
    });

    it('UserInitiated, where StopTask ended it', async () => {
      await world.call('RunTask', runTaskRequest);
      const [task] = await world.tasks();
      await world.call('StopTask', { cluster: 'local', task: task?.taskArn });
      expect(await stopCodes()).toEqual(['UserInitiated']);
    });

    it('TaskFailedToStart, where it never ran', async () => {
      world.runtime.startError = 'no such file';
      await world.call('RunTask', runTaskRequest);
      expect(await stopCodes()).toEqual(['TaskFailedToStart']);
    });

    it('ServiceSchedulerInitiated, where its service has too many', async () => {
      await world.createService({ desiredCount: 1 });
      await world.call('UpdateService', { cluster: 'local', service: 'rooms', desiredCount: 0 });
      expect(await stopCodes()).toEqual(['ServiceSchedulerInitiated']);
    });

    it('SpotInterruption, where a task of FARGATE_SPOT is taken back, and its service has another one', async () => {
      world.spotInterruptionMs = 60_000;
      const capacityProviders = ['FARGATE', 'FARGATE_SPOT'];
      const all = { cluster: 'local', capacityProviders, defaultCapacityProviderStrategy: [] };
      await world.call('PutClusterCapacityProviders', all);
      const capacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];
      await world.createService({ desiredCount: 1, capacityProviderStrategy, launchType: undefined });
      await world.clock.advance(60_000);
      expect(await world.tasks('STOPPED')).toMatchObject([
        { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' },
      ]);
      expect(await world.tasks()).toHaveLength(1);
    });

    it('TerminationNotice, where what it ran on is gone', async () => {
      await world.call('RunTask', runTaskRequest);
      await world.restart();
      expect(await stopCodes()).toEqual(['TerminationNotice']);
    });
  });

  it('row "kept after stopping": at least an hour', async () => {
    await world.call('RunTask', runTaskRequest);
    world.runtime.newest('app').exit({ code: 0 });
    await settle();
    await world.clock.advance(3_600_000 - 1);
    await world.call('RunTask', runTaskRequest);
    world.runtime.newest('app').exit({ code: 0 });
    await settle();
    expect(await world.tasks('STOPPED')).toHaveLength(2);
  });

  it('row "startedBy of a service\'s task": its deployment id', async () => {
    const { deployments } = await world.createService({ desiredCount: 1 });
    expect(deployments?.[0]?.id).toMatch(/^ecs-svc\/\d{19}$/);
    expect(await world.tasks()).toMatchObject([{ startedBy: deployments?.[0]?.id }]);
  });

  it('row "reasons": in progress, completed, circuit breaker', async () => {
    const { deployments = [] } = await world.createService();
    const [{ id } = {}] = deployments;
    expect(deployments).toMatchObject([{ rolloutStateReason: `ECS deployment ${id} in progress.` }]);
    const shown = async () => (await world.service()).deployments ?? [];
    expect(await shown()).toMatchObject([{ rolloutStateReason: `ECS deployment ${id} completed.` }]);
    const reasons: (string | undefined)[] = [];
    await deployBroken();
    for (let second = 0; second < 60; second += 1) {
      await world.clock.advance(1000);
      reasons.push(...(await shown()).map(({ rolloutStateReason }) => rolloutStateReason));
    }
    expect(reasons).toContain('ECS deployment circuit breaker: tasks failed to start.');
  });

  it('row "services-stable": it passes after a rollback too, so it is no verdict', async () => {
    await world.createService();
    await deployBroken();
    await world.clock.advance(300_000);
    const { deployments, runningCount, desiredCount, taskDefinition } = await world.service();
    expect(deployments).toHaveLength(1);
    expect(runningCount).toBe(desiredCount);
    expect(taskDefinition).toMatch(/rooms:1$/);
  });

  it.each(['BLUE_GREEN', 'CANARY', 'LINEAR'])('row "strategies": %s is refused as not built', async (strategy) => {
    const request = { ...serviceRequest, deploymentConfiguration: { strategy } };
    await expect(world.call('CreateService', request)).rejects.toMatchObject({ code: 'UnsupportedFeatureException' });
  });
});
