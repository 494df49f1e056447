import { type DescribeTasksResponse, type ListTasksResponse, type RunTaskResponse } from '@aws-sdk/client-ecs';
import { EcsWorld, runTaskRequest } from '../testing';

describe('operations on tasks', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
    await world.register();
  });

  afterEach(() => world.end());

  const run = (changes: object = {}) => world.call<RunTaskResponse>('RunTask', { ...runTaskRequest, ...changes });

  const list = async (input: object = {}): Promise<string[]> =>
    (await world.call<ListTasksResponse>('ListTasks', { cluster: 'local', ...input })).taskArns ?? [];

  describe('RunTask', () => {
    it('starts tasks that belong to no service', async () => {
      const { tasks, failures } = await run({ count: 2, startedBy: 'me', tags: [{ key: 'a', value: 'b' }] });
      expect(failures).toEqual([]);
      expect(tasks).toMatchObject(
        Array(2).fill({
          lastStatus: 'PROVISIONING',
          desiredStatus: 'RUNNING',
          group: 'family:rooms',
          startedBy: 'me',
          tags: [{ key: 'a', value: 'b' }],
        }),
      );
      expect(await world.tasks()).toMatchObject(Array(2).fill({ lastStatus: 'RUNNING' }));
    });

    it('row "idempotency": the same clientToken gives the same tasks; with another request it is a conflict', async () => {
      const { tasks } = await run({ clientToken: 'token' });
      const arns = tasks?.map(({ taskArn }) => taskArn);
      expect((await run({ clientToken: 'token' })).tasks?.map(({ taskArn }) => taskArn)).toEqual(arns);
      expect(await list()).toHaveLength(1);
      await expect(run({ clientToken: 'token', count: 2 })).rejects.toMatchObject({
        code: 'ConflictException',
        fields: { resourceIds: arns },
      });
      await expect(run({ clientToken: 'x'.repeat(65) })).rejects.toMatchObject({ code: 'InvalidParameterException' });
    });

    it('row "batch sizes": RunTask starts 10', async () => {
      await expect(run({ count: 11 })).rejects.toMatchObject({ code: 'InvalidParameterException' });
    });

    it('row "inactive task definition": InvalidParameterException', async () => {
      await world.call('DeregisterTaskDefinition', { taskDefinition: 'rooms:1' });
      await expect(run({ taskDefinition: 'rooms:1' })).rejects.toMatchObject({
        code: 'InvalidParameterException',
        message: 'TaskDefinition is inactive',
      });
    });

    it('refuses an override of a container that is not there', async () => {
      await expect(run({ overrides: { containerOverrides: [{ name: 'web' }] } })).rejects.toMatchObject({
        message: 'Override for container named web is not a container in the TaskDefinition.',
      });
    });
  });

  it('stops a task with the reason of the caller', async () => {
    await run();
    const [task] = await list();
    await world.call('StopTask', { cluster: 'local', task, reason: 'enough' });
    expect(await world.tasks('STOPPED')).toMatchObject([{ stopCode: 'UserInitiated', stoppedReason: 'enough' }]);
    await expect(world.call('StopTask', { cluster: 'local', task: 'nope' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
      message: 'The referenced task was not found.',
    });
  });

  it('lists by service, family, starter, launch type and desired status', async () => {
    await world.createService();
    await world.register({ family: 'migrate' });
    await run({ taskDefinition: 'migrate', startedBy: 'me' });
    const id = (await world.service()).deployments?.[0]?.id;
    expect(await list()).toHaveLength(3);
    expect(await list({ serviceName: 'rooms' })).toHaveLength(2);
    expect(await list({ family: 'migrate' })).toHaveLength(1);
    expect(await list({ startedBy: 'me' })).toHaveLength(1);
    expect(await list({ startedBy: id })).toHaveLength(2);
    expect(await list({ launchType: 'EC2' })).toEqual([]);
    expect(await list({ desiredStatus: 'STOPPED' })).toEqual([]);
    expect(await list({ maxResults: 2 })).toHaveLength(2);
    await expect(list({ serviceName: 'nope' })).rejects.toMatchObject({ code: 'ServiceNotFoundException' });
  });

  it('row "batch sizes": DescribeTasks takes 100, and names those that are missing', async () => {
    await run();
    const [arn] = await list();
    const describeTasks = (tasks: unknown[]) =>
      world.call<DescribeTasksResponse>('DescribeTasks', { cluster: 'local', tasks });
    const { tasks, failures } = await describeTasks([arn?.split('/').at(-1), 'nope']);
    expect(tasks).toMatchObject([{ taskArn: arn }]);
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:123456789012:task/local/nope', reason: 'MISSING' }]);
    await expect(describeTasks(Array(101).fill(arn))).rejects.toMatchObject({ code: 'InvalidParameterException' });
  });
});
