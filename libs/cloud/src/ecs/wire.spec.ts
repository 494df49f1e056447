import { type Server } from 'node:http';
import {
  CreateServiceCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  paginateListTaskDefinitions,
  RegisterTaskDefinitionCommand,
  ServiceNotFoundException,
  TagResourceCommand,
  UpdateServiceCommand,
  waitUntilServicesStable,
} from '@aws-sdk/client-ecs';
import { Calls, createDispatcher } from '../protocol';
import { endpointOf, openServer } from '../server';
import { EcsWorld, serviceRequest, taskDefinitionRequest } from './testing';

const rooms = { cluster: 'local', services: ['rooms'] };

describe('ECS over the wire, through the SDK', () => {
  let world: EcsWorld;
  let server: Server;
  let client: ECSClient;

  beforeEach(async () => {
    world = await EcsWorld.start();
    const unused = (): Promise<never> => Promise.reject(new Error('not asked for here'));
    const services = [world.ecs.service];
    const dispatch = createDispatcher({ services, account: '123456789012', calls: new Calls(), store: world.store });
    server = await openServer(0, { dispatch, registry: unused, control: unused });
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
    client = new ECSClient({ endpoint: endpointOf(server), region: 'us-east-1', credentials, maxAttempts: 1 });
  });

  afterEach(async () => {
    client.destroy();
    server.close();
    await world.end();
  });

  it('deploys a service and tells what became of it', async () => {
    const tags = [{ key: 'commit', value: 'c0ffee' }];
    const registered = await client.send(new RegisterTaskDefinitionCommand({ ...taskDefinitionRequest, tags }));
    expect(registered).toMatchObject({ taskDefinition: { revision: 1, registeredAt: expect.any(Date) }, tags });
    const { service } = await client.send(new CreateServiceCommand({ ...serviceRequest, tags }));
    expect(service?.deployments).toMatchObject([{ rolloutState: 'IN_PROGRESS', createdAt: expect.any(Date) }]);
    await waitUntilServicesStable({ client, maxWaitTime: 10, minDelay: 1 }, rooms);
    const described = await client.send(new DescribeServicesCommand({ ...rooms, include: ['TAGS'] }));
    expect(described.services).toMatchObject([{ runningCount: 2, tags, events: expect.any(Array) }]);
    expect(described.services?.[0]?.events?.[0]).toMatchObject({
      id: expect.any(String),
      createdAt: expect.any(Date),
      message: '(service rooms) has reached a steady state.',
    });
  });

  it('tells tasks, service deployments and pages', async () => {
    await client.send(new RegisterTaskDefinitionCommand(taskDefinitionRequest));
    await client.send(new CreateServiceCommand(serviceRequest));
    await waitUntilServicesStable({ client, maxWaitTime: 10, minDelay: 1 }, rooms);
    const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster: 'local', serviceName: 'rooms' }));
    const { tasks } = await client.send(new DescribeTasksCommand({ cluster: 'local', tasks: taskArns }));
    expect(tasks).toMatchObject(Array(2).fill({ lastStatus: 'RUNNING', startedAt: expect.any(Date), version: 4 }));

    const list = new ListServiceDeploymentsCommand({ cluster: 'local', service: 'rooms' });
    const { serviceDeployments = [] } = await client.send(list);
    const arns = serviceDeployments.flatMap(({ serviceDeploymentArn }) => serviceDeploymentArn ?? []);
    const full = await client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns }));
    expect(full.serviceDeployments).toMatchObject([{ status: 'SUCCESSFUL', finishedAt: expect.any(Date) }]);

    await client.send(new RegisterTaskDefinitionCommand(taskDefinitionRequest));
    const pages = [];
    for await (const { taskDefinitionArns } of paginateListTaskDefinitions({ client, pageSize: 1 }, {})) {
      pages.push(taskDefinitionArns);
    }
    expect(pages.map((page) => page?.length)).toEqual([1, 1]);
  });

  it('throws the exceptions that the SDK knows, with the words of AWS', async () => {
    const update = client.send(new UpdateServiceCommand({ cluster: 'local', service: 'nope' }));
    await expect(update).rejects.toBeInstanceOf(ServiceNotFoundException);
    await expect(update).rejects.toMatchObject({ message: 'Service not found.' });
    const resourceArn = 'arn:aws:ecs:us-east-1:123456789012:cluster/nope';
    await expect(client.send(new TagResourceCommand({ resourceArn, tags: [] }))).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
      $metadata: { httpStatusCode: 400 },
    });
  });
});
