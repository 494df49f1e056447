import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  ObjectNotFoundException,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { MemoryStore } from '../testing/memory-store';
import { VirtualClock } from '../testing/virtual-clock';
import { openWire, type Wire } from '../testing/wire';
import { createApplicationAutoScaling } from '.';

const rooms = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/local/rooms',
  ScalableDimension: 'ecs:service:DesiredCount',
} as const;

/** Messages that wait for each task: metric math over a queue and a service. */
const backlog: TargetTrackingScalingPolicyConfiguration = {
  TargetValue: 10,
  ScaleInCooldown: 60,
  CustomizedMetricSpecification: {
    Metrics: [
      {
        Id: 'waiting',
        ReturnData: false,
        MetricStat: {
          Stat: 'Sum',
          Metric: {
            Namespace: 'AWS/SQS',
            MetricName: 'ApproximateNumberOfMessagesVisible',
            Dimensions: [{ Name: 'QueueName', Value: 'jobs' }],
          },
        },
      },
      { Id: 'perTask', Expression: 'waiting / 2', Label: 'backlog per task', ReturnData: true },
    ],
  },
};

describe('Application Auto Scaling, through the SDK', () => {
  const clock = new VirtualClock();
  let wire: Wire;
  let client: ApplicationAutoScalingClient;

  beforeEach(async () => {
    const store = new MemoryStore();
    const serviceExists = (cluster: string, service: string) =>
      Promise.resolve(`${cluster}/${service}` === 'local/rooms');
    wire = await openWire([createApplicationAutoScaling({ store, clock, serviceExists })], store);
    client = new ApplicationAutoScalingClient(wire.client);
  });
  afterEach(async () => {
    client.destroy();
    await wire.close();
  });

  const register = (more: object = {}) =>
    client.send(new RegisterScalableTargetCommand({ ...rooms, MinCapacity: 2, MaxCapacity: 8, ...more }));
  const targets = async () =>
    (await client.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }))).ScalableTargets;
  const put = (more: object = {}) =>
    client.send(
      new PutScalingPolicyCommand({
        ...rooms,
        PolicyName: 'backlog',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: backlog,
        ...more,
      }),
    );
  const policies = async (PolicyNames?: string[]) =>
    (await client.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', PolicyNames }))).ScalingPolicies;

  it('keeps a target, and changes what a later call names', async () => {
    const { ScalableTargetARN } = await register();
    expect(ScalableTargetARN).toMatch(
      /^arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target\/[0-9a-f]{36}$/,
    );
    await register({ MinCapacity: undefined, MaxCapacity: 12, SuspendedState: { DynamicScalingInSuspended: true } });
    expect(await targets()).toEqual([
      expect.objectContaining({
        ...rooms,
        ScalableTargetARN,
        MinCapacity: 2,
        MaxCapacity: 12,
        SuspendedState: expect.objectContaining({ DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false }),
      }),
    ]);
  });

  it('keeps a policy whole, metric math and all', async () => {
    await register();
    const { PolicyARN } = await put();
    expect(await policies()).toEqual([
      expect.objectContaining({
        ...rooms,
        PolicyARN,
        PolicyName: 'backlog',
        TargetTrackingScalingPolicyConfiguration: backlog,
      }),
    ]);
    const changed = { ...backlog, TargetValue: 20 };
    expect((await put({ TargetTrackingScalingPolicyConfiguration: changed })).PolicyARN).toBe(PolicyARN);
    expect(await policies(['backlog'])).toMatchObject([{ TargetTrackingScalingPolicyConfiguration: changed }]);
    expect(await policies(['other'])).toEqual([]);
  });

  it('tells of no activity: policies are not evaluated', async () => {
    await register();
    await put();
    const command = new DescribeScalingActivitiesCommand({ ServiceNamespace: 'ecs' });
    expect((await client.send(command)).ScalingActivities).toEqual([]);
  });

  it('forgets a policy, and with a target its policies', async () => {
    await register();
    await put();
    const remove = new DeleteScalingPolicyCommand({ ...rooms, PolicyName: 'backlog' });
    await client.send(remove);
    await expect(client.send(remove)).rejects.toBeInstanceOf(ObjectNotFoundException);
    await put();
    await client.send(new DeregisterScalableTargetCommand(rooms));
    expect([await targets(), await policies()]).toEqual([[], []]);
    await expect(put()).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
      message:
        'No scalable target registered for service namespace: ecs, resource ID: service/local/rooms, ' +
        'scalable dimension: ecs:service:DesiredCount',
    });
  });

  it.each([
    [{ ResourceId: 'service/local/nope' }, "ECS service doesn't exist: service/local/nope"],
    [{ MinCapacity: 9 }, 'Maximum capacity cannot be less than minimum capacity'],
    [{ MaxCapacity: undefined }, 'Minimum and maximum capacity are required'],
    [{ ServiceNamespace: 'dynamodb' }, 'is not built into the embedded cloud'],
  ])('refuses the target %j', async (more, message) => {
    await expect(register(more)).rejects.toThrow(message);
    expect(await targets()).toEqual([]);
  });

  it.each([
    { TargetTrackingScalingPolicyConfiguration: undefined },
    { TargetTrackingScalingPolicyConfiguration: { TargetValue: 1 } },
    {
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 1, CustomizedMetricSpecification: { MetricName: 'x' } },
    },
  ])('refuses the policy %j', async (more) => {
    await register();
    await expect(put(more)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses values that do not fit', async () => {
    const refused = async (input: object, message: string) =>
      expect(client.send(new RegisterScalableTargetCommand({ ...rooms, ...input }))).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining(message) as string,
      });
    await refused({ ServiceNamespace: 'ECS' }, "Value 'ECS' at 'serviceNamespace' failed to satisfy constraint");
    await refused({ ScalableDimension: 'ecs:tasks' }, "Value 'ecs:tasks' at 'scalableDimension' failed");
    await refused({ ResourceId: 'x'.repeat(1601) }, 'Member must have length less than or equal to 1600');
    await refused({ ResourceId: undefined }, "Value null at 'resourceId' failed");
  });
});
