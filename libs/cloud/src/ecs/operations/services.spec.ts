import {
  type DescribeServicesResponse,
  type ListServicesResponse,
  type Service,
  type UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import { type EcsState, emptyState } from '../state';
import { EcsWorld, serviceRequest, settle, targetGroupArn } from '../testing';

describe('operations on services', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
    await world.register();
  });

  afterEach(() => world.end());

  const update = (changes: Partial<UpdateServiceRequest>) =>
    world.call<{ service: Service }>('UpdateService', { cluster: 'local', service: 'rooms', ...changes });

  describe('CreateService', () => {
    it('answers with one deployment in progress', async () => {
      const service = await world.createService();
      expect(service).toMatchObject({
        serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/local/rooms',
        status: 'ACTIVE',
        desiredCount: 2,
        runningCount: 0,
        createdAt: expect.any(Date),
        deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200, strategy: 'ROLLING' },
        deployments: [
          { id: expect.stringMatching(/^ecs-svc\/\d{19}$/), status: 'PRIMARY', rolloutState: 'IN_PROGRESS' },
        ],
      });
    });

    it('refuses the 5001st service of a cluster, until one is gone', async () => {
      await world.createService();
      const { services } = world.store.slice<EcsState>('ecs', emptyState);
      const [record] = Object.values(services);
      if (!record) throw new Error('the service is in the state');
      for (let index = 2; index <= 5000; index++) services[`${record.arn}-${index}`] = { ...record };
      const another = { serviceName: 'another' };
      await expect(world.createService(another)).rejects.toMatchObject({
        code: 'InvalidParameterException',
        message: 'The number of services in the cluster exceeds limit.',
      });
      services[`${record.arn}-2`] = { ...record, status: 'INACTIVE' };
      expect(await world.createService(another)).toMatchObject({ status: 'ACTIVE' });
    });

    it('row "idempotency": the same clientToken, of 36 characters at most, and request give the same service', async () => {
      const clientToken = '4f1c2c4e-8d4f-4b87-9c3c-0a3a3d0c4f11';
      const { serviceArn, deployments } = await world.createService({ clientToken });
      const again = await world.createService({ clientToken });
      expect(again).toMatchObject({ serviceArn, deployments: [{ id: deployments?.[0]?.id }] });
      await expect(world.createService({ clientToken, desiredCount: 3 })).rejects.toMatchObject({
        message: 'Creation of service was not idempotent.',
      });
      await expect(world.createService({ serviceName: 'x', clientToken: 'x'.repeat(37) })).rejects.toMatchObject({
        code: 'InvalidParameterException',
      });
    });

    it('row "create over ACTIVE": refused; over DRAINING too; over INACTIVE allowed', async () => {
      await world.createService();
      await expect(world.createService()).rejects.toMatchObject({
        code: 'InvalidParameterException',
        message: 'Creation of service was not idempotent.',
      });
      world.targetGroups.drainsAtOnce = false;
      await world.call('DeleteService', { cluster: 'local', service: 'rooms', force: true });
      await expect(world.createService()).rejects.toMatchObject({
        code: 'InvalidParameterException',
        message: 'Unable to Start a service that is still Draining.',
      });
      world.targetGroups.endDraining();
      await settle();
      expect((await world.service()).status).toBe('INACTIVE');
      await expect(world.createService()).resolves.toMatchObject({ status: 'ACTIVE' });
    });

    it.each([
      { change: { taskDefinition: 'nope' }, code: 'ClientException', message: 'TaskDefinition not found.' },
      {
        change: { networkConfiguration: undefined },
        message: "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
      },
      {
        change: { loadBalancers: [{ targetGroupArn, containerName: 'web', containerPort: 8000 }] },
        message: 'The container web does not exist in the task definition.',
      },
      {
        change: { loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }] },
        message: 'The container app did not have a container port 80 defined.',
      },
      {
        change: { loadBalancers: [], healthCheckGracePeriodSeconds: 10 },
        message: expect.stringMatching(/^Health check grace period is only valid for services configured/),
      },
      {
        change: { deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } },
        message: 'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
      },
    ])('refuses $change', async ({ change, code = 'InvalidParameterException', message }) => {
      await expect(world.createService(change)).rejects.toMatchObject({ code, message });
    });

    it('refuses a target group that no load balancer sends requests to', async () => {
      world.targetGroups.unused.add(targetGroupArn);
      await expect(world.createService()).rejects.toMatchObject({
        message: `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
      });
    });

    it.each([
      { deploymentController: { type: 'CODE_DEPLOY' as const } },
      { deploymentConfiguration: { strategy: 'BLUE_GREEN' as const } },
      { deploymentConfiguration: { alarms: { alarmNames: ['x'], enable: true, rollback: true } } },
      { enableExecuteCommand: true },
      { serviceConnectConfiguration: { enabled: true } },
      { schedulingStrategy: 'DAEMON' as const },
    ])('says that %j is not built', async (change) => {
      await expect(world.createService(change)).rejects.toMatchObject({ code: 'UnsupportedFeatureException' });
    });
  });

  describe('UpdateService', () => {
    it.each<Partial<UpdateServiceRequest>>([
      { forceNewDeployment: true },
      { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-2'] } } },
      { platformVersion: '1.3.0' },
      { loadBalancers: [] },
    ])('row "which fields start a deployment": %j does', async (change) => {
      const { deployments } = await world.createService();
      const { service } = await update(change);
      expect(service.deployments?.[0]?.id).not.toBe(deployments?.[0]?.id);
    });

    it('row "which fields start a deployment": a new task definition does', async () => {
      const { deployments } = await world.createService();
      const taskDefinition = await world.register();
      const { service } = await update({ taskDefinition });
      expect(service.deployments).toMatchObject([
        { status: 'PRIMARY', taskDefinition },
        { id: deployments?.[0]?.id, status: 'ACTIVE' },
      ]);
    });

    it.each<Partial<UpdateServiceRequest>>([
      { desiredCount: 3 },
      { deploymentConfiguration: { maximumPercent: 150 } },
      { healthCheckGracePeriodSeconds: 5 },
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
      { propagateTags: 'SERVICE' },
      { placementStrategy: [{ type: 'random' }] },
      { taskDefinition: 'rooms:1' },
    ])('row "which fields start a deployment": %j does not', async (change) => {
      await world.call('PutClusterCapacityProviders', { cluster: 'local', capacityProviders: ['FARGATE'] });
      const { deployments } = await world.createService();
      const { service } = await update(change);
      expect(service.deployments?.map(({ id }) => id)).toEqual(deployments?.map(({ id }) => id));
    });

    it('row "desiredCount left out": kept as it is', async () => {
      await world.createService();
      await update({ desiredCount: 5 });
      const { service } = await update({ forceNewDeployment: true });
      expect(service.desiredCount).toBe(5);
    });

    it('keeps the parts of the deployment configuration that it leaves out', async () => {
      await world.createService();
      const { service } = await update({ deploymentConfiguration: { maximumPercent: 150 } });
      expect(service.deploymentConfiguration).toMatchObject({
        minimumHealthyPercent: 100,
        maximumPercent: 150,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      });
    });

    it('row "update": a service that is missing, or was deleted', async () => {
      await expect(update({})).rejects.toMatchObject({
        code: 'ServiceNotFoundException',
        message: 'Service not found.',
      });
      await world.createService();
      await world.call('DeleteService', { cluster: 'local', service: 'rooms', force: true });
      await expect(update({})).rejects.toMatchObject({
        code: 'ServiceNotActiveException',
        message: 'Service was not ACTIVE.',
      });
    });

    it('row "inactive task definition": ClientException', async () => {
      await world.createService();
      await world.register();
      await world.call('DeregisterTaskDefinition', { taskDefinition: 'rooms:2' });
      await expect(update({ taskDefinition: 'rooms:2' })).rejects.toMatchObject({
        code: 'ClientException',
        message: 'TaskDefinition is inactive',
      });
    });
  });

  describe('DeleteService', () => {
    it('row "delete above zero without force"', async () => {
      await world.createService();
      const request = { cluster: 'local', service: 'rooms' };
      await expect(world.call('DeleteService', request)).rejects.toMatchObject({
        code: 'InvalidParameterException',
        message: 'The service cannot be stopped while it is scaled above 0.',
      });
      await update({ desiredCount: 0 });
      expect(await world.call('DeleteService', request)).toMatchObject({ service: { status: 'DRAINING' } });
    });
  });

  describe('reads', () => {
    it('row "DescribeServices of a missing one": no throw', async () => {
      await world.createService({ tags: [{ key: 'commit', value: 'c0ffee' }] });
      const { services, failures } = await world.call<DescribeServicesResponse>('DescribeServices', {
        cluster: 'local',
        services: ['rooms', 'nope'],
        include: ['TAGS'],
      });
      expect(services).toMatchObject([{ serviceName: 'rooms', tags: [{ key: 'commit', value: 'c0ffee' }] }]);
      expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:123456789012:service/local/nope', reason: 'MISSING' }]);
    });

    it('row "batch sizes": DescribeServices takes 10', async () => {
      const services = Array.from({ length: 11 }, (_, index) => `s${index}`);
      await expect(world.call('DescribeServices', { cluster: 'local', services })).rejects.toMatchObject({
        code: 'InvalidParameterException',
      });
    });

    it('row "batch sizes": ListServices gives 10 by default, 100 at most', async () => {
      for (let index = 0; index < 11; index += 1) {
        await world.createService({ ...serviceRequest, serviceName: `s${index}`, desiredCount: 0 });
      }
      const first = await world.call<ListServicesResponse>('ListServices', { cluster: 'local' });
      expect(first.serviceArns).toHaveLength(10);
      const rest = await world.call<ListServicesResponse>('ListServices', {
        cluster: 'local',
        nextToken: first.nextToken,
      });
      expect(rest.serviceArns).toHaveLength(1);
      await expect(world.call('ListServices', { cluster: 'local', maxResults: 101 })).rejects.toMatchObject({
        code: 'InvalidParameterException',
      });
    });
  });
});
