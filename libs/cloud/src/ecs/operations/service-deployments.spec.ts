import {
  type DescribeServiceDeploymentsResponse,
  type DescribeServiceRevisionsResponse,
  type ListServiceDeploymentsResponse,
  type ServiceDeploymentBrief,
} from '@aws-sdk/client-ecs';
import { EcsWorld, settle } from '../testing';

describe('operations on service deployments', () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await EcsWorld.start();
    await world.register();
    await world.createService();
  });

  afterEach(() => world.end());

  const list = async (input: object = {}): Promise<ServiceDeploymentBrief[]> => {
    const request = { cluster: 'local', service: 'rooms', ...input };
    return (
      (await world.call<ListServiceDeploymentsResponse>('ListServiceDeployments', request)).serviceDeployments ?? []
    );
  };

  /** Starts a deployment whose tasks do not become healthy. */
  const deploySlowly = async (): Promise<string> => {
    world.targetGroups.first = { state: 'initial' };
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', forceNewDeployment: true });
    return (await list())[0]?.serviceDeploymentArn ?? '';
  };

  it('lists the newest first, by status and page by page', async () => {
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', forceNewDeployment: true });
    await deploySlowly();
    expect((await list()).map(({ status }) => status)).toEqual(['IN_PROGRESS', 'SUCCESSFUL', 'SUCCESSFUL']);
    expect(await list({ status: ['SUCCESSFUL'] })).toHaveLength(2);
    expect(await list({ maxResults: 1 })).toHaveLength(1);
  });

  it('row "service deployment": List gives 20 by default and takes 100, Describe takes 20', async () => {
    for (let count = 0; count < 24; count += 1) {
      await world.call('UpdateService', { cluster: 'local', service: 'rooms', forceNewDeployment: true });
    }
    expect(await list()).toHaveLength(20);
    const all = await list({ maxResults: 100 });
    expect(all).toHaveLength(25);
    await expect(list({ maxResults: 101 })).rejects.toMatchObject({ code: 'InvalidParameterException' });
    const serviceDeploymentArns = all.slice(0, 21).map(({ serviceDeploymentArn }) => serviceDeploymentArn);
    await expect(world.call('DescribeServiceDeployments', { serviceDeploymentArns })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });

  it('row "service deployment": it is kept for 90 days', async () => {
    const day = 86_400_000;
    await world.clock.advance(89 * day);
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', forceNewDeployment: true });
    expect(await list()).toHaveLength(2);
    await world.clock.advance(2 * day);
    await world.call('UpdateService', { cluster: 'local', service: 'rooms', forceNewDeployment: true });
    expect(await list()).toHaveLength(2);
  });

  it('describes one, its revisions, and what its service names as current', async () => {
    const arn = await deploySlowly();
    const { serviceDeployments, failures } = await world.call<DescribeServiceDeploymentsResponse>(
      'DescribeServiceDeployments',
      { serviceDeploymentArns: [arn, `${arn}x`] },
    );
    expect(arn).toMatch(/:service-deployment\/local\/rooms\/\w+$/);
    expect(serviceDeployments).toMatchObject([
      {
        status: 'IN_PROGRESS',
        startedAt: expect.any(Date),
        targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 2 },
        deploymentCircuitBreaker: { status: 'MONITORING', failureCount: 0, threshold: 3 },
      },
    ]);
    expect(failures).toEqual([{ arn: `${arn}x`, reason: 'MISSING' }]);
    expect((await world.service()).currentServiceDeployment).toBe(arn);
    const revision = serviceDeployments?.[0]?.targetServiceRevision?.arn;
    const { serviceRevisions } = await world.call<DescribeServiceRevisionsResponse>('DescribeServiceRevisions', {
      serviceRevisionArns: [revision],
    });
    expect(serviceRevisions).toMatchObject([
      { serviceRevisionArn: revision, taskDefinition: expect.stringMatching(/rooms:1$/), containerImages: [{}] },
    ]);
  });

  it('stops one with a rollback', async () => {
    const before = (await world.service()).deployments?.[0]?.id;
    const arn = await deploySlowly();
    await world.call('StopServiceDeployment', { serviceDeploymentArn: arn, stopType: 'ROLLBACK' });
    await settle();
    expect((await list())[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
    expect((await world.service()).deployments?.[0]).toMatchObject({ id: before, status: 'PRIMARY' });
  });

  it('refuses to stop one that has ended, is not there, or in a way that is not built', async () => {
    const arn = (await list())[0]?.serviceDeploymentArn;
    const stop = (input: object) => world.call('StopServiceDeployment', input);
    await expect(stop({ serviceDeploymentArn: arn })).rejects.toMatchObject({ code: 'ConflictException' });
    await expect(stop({ serviceDeploymentArn: `${arn}x` })).rejects.toMatchObject({
      code: 'ServiceDeploymentNotFoundException',
    });
    await expect(stop({ serviceDeploymentArn: arn, stopType: 'ABORT' })).rejects.toMatchObject({
      code: 'UnsupportedFeatureException',
    });
  });
});
