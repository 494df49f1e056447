import { type ContainerDefinition, type HealthStatus } from '@aws-sdk/client-ecs';
import { EcsWorld, runTaskRequest, settle, taskDefinitionRequest } from '../testing';
import { checkedHealth, taskHealth } from './health';

const healthCheck = { command: ['CMD', 'node', 'check.js'] };
const app: ContainerDefinition = {
  name: 'app',
  image: 'registry/rooms:1',
  portMappings: [{ containerPort: 8000 }],
  healthCheck,
};

describe('row "container health check": the health of a task', () => {
  const definitions = (count: number): ContainerDefinition[] =>
    Array.from({ length: count }, (_, index) => ({ name: `c${index}`, healthCheck }));

  it.each<[HealthStatus[], HealthStatus]>([
    [['UNHEALTHY', 'UNKNOWN'], 'UNHEALTHY'],
    [['UNHEALTHY', 'HEALTHY'], 'UNHEALTHY'],
    [['HEALTHY', 'UNKNOWN'], 'UNKNOWN'],
    [['HEALTHY', 'HEALTHY'], 'HEALTHY'],
    [['HEALTHY', 'UNKNOWN', 'HEALTHY'], 'UNKNOWN'],
    [['UNHEALTHY', 'HEALTHY', 'HEALTHY'], 'UNHEALTHY'],
  ])('of %j is %s', (statuses, expected) => {
    const containers = statuses.map((healthStatus, index) => ({ name: `c${index}`, healthStatus }));
    expect(taskHealth(containers, definitions(statuses.length))).toBe(expected);
  });

  it('leaves out containers that are not essential', () => {
    const containers = [
      { name: 'c0', healthStatus: 'HEALTHY' as const },
      { name: 'c1', healthStatus: 'UNHEALTHY' as const },
    ];
    const [first = {}, second = {}] = definitions(2);
    expect(taskHealth(containers, [first, { ...second, essential: false }])).toBe('HEALTHY');
  });

  it('counts for the scheduler only where there is a check', () => {
    const containers = [
      { name: 'c0', healthStatus: 'HEALTHY' as const },
      { name: 'c1', healthStatus: 'UNKNOWN' as const },
    ];
    expect(checkedHealth(containers, [{ name: 'c0', healthCheck }, { name: 'c1' }])).toBe('HEALTHY');
    expect(checkedHealth(containers, [{ name: 'c0' }, { name: 'c1' }])).toBeUndefined();
  });
});

describe('row "container health check"', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
  });

  afterEach(() => world.end());

  const become = async (health: 'healthy' | 'unhealthy'): Promise<void> => {
    for (const container of world.runtime.alive) container.become(health);
    await settle();
  };

  const createService = async (changes: object = {}): Promise<void> => {
    await world.register({ containerDefinitions: [app] });
    await world.createService({ loadBalancers: [], ...changes });
  };

  it('has the defaults of AWS: every 30 s, 5 s each, 3 retries, no start period', async () => {
    await world.register({ containerDefinitions: [app] });
    await world.call('RunTask', runTaskRequest);
    expect(world.runtime.newest('app').spec.healthCheck).toEqual({
      test: ['CMD', 'node', 'check.js'],
      intervalSeconds: 30,
      timeoutSeconds: 5,
      retries: 3,
      startPeriodSeconds: 0,
    });
    expect(await world.call('DescribeTaskDefinition', { taskDefinition: 'rooms' })).toMatchObject({
      taskDefinition: { containerDefinitions: [{ healthCheck: { interval: 30, timeout: 5, retries: 3 } }] },
    });
  });

  it.each([
    { interval: 4 },
    { interval: 301 },
    { timeout: 1 },
    { timeout: 61 },
    { retries: 0 },
    { retries: 11 },
    { startPeriod: 301 },
    { command: [] },
  ])('refuses %j', async (wrong) => {
    const containerDefinitions = [{ ...app, healthCheck: { ...healthCheck, ...wrong } }];
    const request = { ...taskDefinitionRequest, containerDefinitions };
    await expect(world.call('RegisterTaskDefinition', request)).rejects.toMatchObject({ code: 'ClientException' });
  });

  it('is UNKNOWN, then what the check says, on container and task', async () => {
    await world.register({ containerDefinitions: [app] });
    await world.call('RunTask', runTaskRequest);
    const shown = async () => {
      const [task] = await world.tasks();
      return [task?.healthStatus, task?.containers?.[0]?.healthStatus];
    };
    expect(await shown()).toEqual(['UNKNOWN', 'UNKNOWN']);
    await become('healthy');
    expect(await shown()).toEqual(['HEALTHY', 'HEALTHY']);
    await become('unhealthy');
    expect(await shown()).toEqual(['UNHEALTHY', 'UNHEALTHY']);
  });

  it('of a task that belongs to no service changes nothing but what is shown', async () => {
    await world.register({ containerDefinitions: [app] });
    await world.call('RunTask', runTaskRequest);
    await become('unhealthy');
    expect(await world.tasks()).toMatchObject([{ lastStatus: 'RUNNING', healthStatus: 'UNHEALTHY' }]);
  });

  it('row "healthy means": a rollout waits for it, not for 40 s', async () => {
    await createService();
    await world.clock.advance(300_000);
    expect((await world.service()).deployments).toMatchObject([{ rolloutState: 'IN_PROGRESS' }]);
    await become('healthy');
    expect((await world.service()).deployments).toMatchObject([{ rolloutState: 'COMPLETED' }]);
  });

  it('row "healthy means": with a target group, both', async () => {
    await world.register({ containerDefinitions: [app] });
    await world.createService();
    expect((await world.service()).deployments).toMatchObject([{ rolloutState: 'IN_PROGRESS' }]);
    await become('healthy');
    expect((await world.service()).deployments).toMatchObject([{ rolloutState: 'COMPLETED' }]);
  });

  it('rows "stopped reasons", "failure events": the scheduler replaces what fails it', async () => {
    await createService({ desiredCount: 1 });
    await become('healthy');
    const [before] = await world.tasks();
    world.runtime.newest('app').become('unhealthy');
    await settle();
    const id = before?.taskArn?.split('/').at(-1);
    const messages = (await world.service()).events?.map(({ message }) => message);
    expect(messages).toContain(`(service rooms) (task ${id}) failed container health checks.`);
    world.runtime.newest('app').become('healthy');
    await settle();
    expect(await world.tasks('STOPPED')).toMatchObject([
      { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' },
    ]);
    expect((await world.service()).runningCount).toBe(1);
  });

  it('row "rollback": the circuit breaker counts it', async () => {
    await createService();
    await become('healthy');
    const good = [...world.runtime.alive];
    await world.register({ containerDefinitions: [app] });
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', taskDefinition: 'rooms:2' });
    for (let round = 0; round < 5; round += 1) {
      for (const container of world.runtime.alive) if (!good.includes(container)) container.become('unhealthy');
      await world.clock.advance(60_000);
    }
    const { deployments = [], taskDefinition } = await world.service();
    expect(taskDefinition).toMatch(/rooms:1$/);
    expect(deployments[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'COMPLETED' });
    const stopped = await world.tasks('STOPPED');
    expect(new Set(stopped.map(({ stoppedReason }) => stoppedReason))).toEqual(
      new Set(['Task failed container health checks']),
    );
  });

  it('row "healthCheckGracePeriodSeconds": suppresses it, and needs a check or a load balancer', async () => {
    await createService({ healthCheckGracePeriodSeconds: 60 });
    await become('unhealthy');
    expect((await world.service()).runningCount).toBe(2);
    await world.clock.advance(60_000);
    expect(await world.tasks('STOPPED')).toHaveLength(2);
    await world.register({ family: 'plain', containerDefinitions: [{ ...app, healthCheck: undefined }] });
    await expect(
      world.createService({
        serviceName: 'plain',
        taskDefinition: 'plain',
        loadBalancers: [],
        healthCheckGracePeriodSeconds: 60,
      }),
    ).rejects.toMatchObject({ code: 'InvalidParameterException' });
  });
});
