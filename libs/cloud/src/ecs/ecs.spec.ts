import { EcsWorld, runTaskRequest, settle, targetGroupArn } from './testing';

describe('ECS as a whole', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
  });

  afterEach(() => world.end());

  it('brings a service to its desired count and replaces it by a new task definition', async () => {
    await world.register();
    await world.createService();
    expect(await world.service()).toMatchObject({
      runningCount: 2,
      pendingCount: 0,
      deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 2 }],
    });
    const old = await world.tasks();
    const taskDefinition = await world.register();
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', taskDefinition });
    const service = await world.service();
    expect(service).toMatchObject({ taskDefinition, runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
    const tasks = await world.tasks();
    expect(tasks.map((task) => task.startedBy)).toEqual(Array(2).fill(service.deployments?.[0]?.id));
    expect(tasks.map(({ taskArn }) => taskArn)).not.toEqual(old.map(({ taskArn }) => taskArn));
    expect(world.runtime.alive).toHaveLength(2);
  });

  it('rolls back a new task definition whose image is not there, and says why', async () => {
    await world.register();
    const created = await world.createService();
    world.missingImages.add('registry/rooms:2');
    const containerDefinitions = [{ name: 'app', image: 'registry/rooms:2', portMappings: [{ containerPort: 8000 }] }];
    const taskDefinition = await world.register({ containerDefinitions });
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', taskDefinition });
    const service = await world.service();
    expect(service.deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'COMPLETED', taskDefinition: created.taskDefinition },
      { status: 'ACTIVE', rolloutState: 'FAILED', taskDefinition, failedTasks: expect.any(Number) },
    ]);
    expect(await world.tasks('STOPPED')).toContainEqual(
      expect.objectContaining({ stopCode: 'TaskFailedToStart', startedBy: service.deployments?.[1]?.id }),
    );
    expect(service.runningCount).toBe(2);
  });

  it('rolls back a crash loop', async () => {
    await world.register();
    await world.createService();
    world.targetGroups.first = { state: 'initial' };
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', forceNewDeployment: true });
    for (let crash = 0; crash < 3; crash += 1) {
      world.runtime.newest('app').exit({ code: 1 });
      await settle();
    }
    expect((await world.service()).events?.map(({ message }) => message)).toContain(
      `(service rooms) rolling back to deployment ${(await world.service()).deployments?.[0]?.id}.`,
    );
  });

  it('does nothing while nothing happens', async () => {
    await world.register();
    await world.createService();
    expect(world.clock.waiting).toBe(0);
  });

  it('starts what is missing after it was killed, and goes on with a deployment', async () => {
    await world.register();
    await world.createService();
    world.targetGroups.first = { state: 'initial' };
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', forceNewDeployment: true });
    const before = await world.tasks();
    world.targetGroups.first = { state: 'healthy' };
    await world.restart();
    expect(world.runtime.cleanedUp).toBe(1);
    expect(await world.service()).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
    const stopped = await world.tasks('STOPPED');
    expect(stopped.map(({ taskArn }) => taskArn)).toEqual(before.map(({ taskArn }) => taskArn));
    expect(world.targetGroups.targets.size).toBe(2);
  });

  it('starts no deployment after a restart for an update that changes nothing', async () => {
    await world.register();
    const { deployments } = await world.createService({ launchType: 'EC2' });
    await world.restart();
    const update = { cluster: 'local', service: 'rooms', taskDefinition: 'rooms', desiredCount: 2 };
    await world.call('UpdateService', update);
    expect((await world.service()).deployments?.map(({ id }) => id)).toEqual(deployments?.map(({ id }) => id));
  });

  it('stops its tasks with the cloud, without waiting for them to drain', async () => {
    await world.register();
    await world.createService();
    world.targetGroups.drainsAtOnce = false;
    await world.ecs.stop();
    expect(world.runtime.alive).toEqual([]);
    expect(world.runtime.containers.map(({ stops }) => stops)).toEqual([[2], [2]]);
  });

  it('replaces a task that a user stops', async () => {
    await world.register();
    await world.createService();
    const [task] = await world.tasks();
    await world.call('StopTask', { cluster: 'local', task: task?.taskArn, reason: 'just so' });
    expect(await world.service()).toMatchObject({ runningCount: 2 });
    expect(await world.tasks('STOPPED')).toMatchObject([{ stopCode: 'UserInitiated', stoppedReason: 'just so' }]);
  });

  it('replaces an unhealthy task when the load balancer says so', async () => {
    await world.register();
    await world.createService();
    world.targetGroups.becomeAll({ state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' });
    await settle();
    const stopped = await world.tasks('STOPPED');
    expect(stopped).toHaveLength(2);
    expect(stopped[0]?.stoppedReason).toBe(`Task failed ELB health checks in (target-group ${targetGroupArn})`);
    expect(await world.service()).toMatchObject({ runningCount: 2 });
  });

  it('drains a service that is deleted, and lets its name be used again', async () => {
    await world.register();
    await world.createService();
    await world.call('DeleteService', { cluster: 'local', service: 'rooms', force: true });
    expect(await world.service()).toMatchObject({ status: 'INACTIVE', desiredCount: 0, runningCount: 0 });
    expect(world.runtime.alive).toEqual([]);
    await world.createService();
    expect(await world.service()).toMatchObject({ status: 'ACTIVE', runningCount: 2 });
  });

  it('shows stopped tasks for an hour', async () => {
    await world.register();
    await world.call('RunTask', runTaskRequest);
    world.runtime.newest('app').exit({ code: 0 });
    await world.clock.advance(3_600_000);
    await world.call('RunTask', runTaskRequest);
    expect(await world.tasks('STOPPED')).toHaveLength(1);
    await world.clock.advance(1);
    world.runtime.newest('app').exit({ code: 0 });
    await settle();
    expect(await world.tasks('STOPPED')).toHaveLength(1);
  });
});
