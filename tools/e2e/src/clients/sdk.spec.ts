import { createHash } from 'node:crypto';
import {
  CompleteLayerUploadCommand,
  CreateRepositoryCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  InitiateLayerUploadCommand,
  PutImageCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import {
  DeleteClusterCommand,
  DeleteServiceCommand,
  DescribeTasksCommand,
  ECSClient,
  InvalidParameterException,
  ListServicesCommand,
  paginateListTaskDefinitions,
  RunTaskCommand,
  StopTaskCommand,
  waitUntilServicesInactive,
  waitUntilServicesStable,
  waitUntilTasksRunning,
  waitUntilTasksStopped,
} from '@aws-sdk/client-ecs';
import { Fleet } from '../cloud/fleet';
import { ClientWorld } from '../lib/client-world';

const program = (answer: string) => `
  const server = require('http').createServer((request, response) => response.end('${answer}'));
  server.listen(process.env.PORT);
  process.on('SIGTERM', () => server.close());`;

const cluster = 'fleet';
const named = { cluster, services: ['rooms'] };

describe('the SDK for JavaScript, unmodified', () => {
  let world: ClientWorld;
  let fleet: Fleet;
  let ecs: ECSClient;
  let ecr: ECRClient;
  let registry: string;

  beforeAll(async () => {
    world = await ClientWorld.start('process');
    const credentials = { accessKeyId: 'e2e', secretAccessKey: 'e2e' };
    const options = { endpoint: world.cloud.endpoint, region: 'us-east-1', credentials };
    fleet = new Fleet(world.cloud.endpoint);
    ecs = new ECSClient(options);
    ecr = new ECRClient(options);
  });

  afterAll(async () => {
    ecs.destroy();
    ecr.destroy();
    await world.stop();
  });

  const waiting = { maxWaitTime: 120, minDelay: 1, maxDelay: 1 };
  const served = async () => (await fetch(`${world.cloud.loadBalancer}/rooms`)).text();

  /** Puts an image without layers, by the API alone; gives its reference. */
  const push = async (answer: string): Promise<string> => {
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    const Entrypoint = ['node', '-e', program(answer)];
    const rootfs = { type: 'layers', diff_ids: [] };
    const config = Buffer.from(JSON.stringify({ architecture, os: 'linux', config: { Entrypoint }, rootfs }));
    const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
    const repositoryName = 'rooms';
    const { uploadId } = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }));
    const part = { partFirstByte: 0, partLastByte: config.length - 1, layerPartBlob: config };
    await ecr.send(new UploadLayerPartCommand({ repositoryName, uploadId, ...part }));
    await ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] }));
    const mediaType = 'application/vnd.oci.image.config.v1+json';
    const imageManifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType, digest, size: config.length },
      layers: [],
    });
    const { image } = await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag: answer }));
    return `${registry}/rooms@${image?.imageId?.imageDigest}`;
  };

  it('makes a repository and gets a token', async () => {
    const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName: 'rooms' }));
    registry = repository?.repositoryUri?.split('/')[0] ?? '';
    const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
    const token = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
    expect(token).toMatch(/^AWS:[^:]+$/);
  });

  it('creates a cluster and a service with a target group, and waits until it is stable', async () => {
    await fleet.createCluster();
    const one = await fleet.register('rooms', await push('one'), { PORT: '8000' });
    await fleet.createService('rooms', one, 1);
    await waitUntilServicesStable({ client: ecs, ...waiting }, named);
    expect(await served()).toBe('one');
  });

  it('updates the service, reads its events, and pages through revisions', async () => {
    await fleet.update('rooms', await fleet.register('rooms', await push('two'), { PORT: '8000' }));
    await waitUntilServicesStable({ client: ecs, ...waiting }, named);
    expect(await served()).toBe('two');
    const { events = [] } = await fleet.service('rooms');
    expect(events.map(({ message }) => message)).toContain('(service rooms) has reached a steady state.');
    const arns: string[] = [];
    for await (const page of paginateListTaskDefinitions({ client: ecs, pageSize: 1 }, { familyPrefix: 'rooms' })) {
      arns.push(...(page.taskDefinitionArns ?? []));
    }
    expect(arns.map((arn) => arn.split(':').at(-1))).toEqual(['1', '2']);
  });

  it('runs a task and stops it', async () => {
    const { tasks = [] } = await ecs.send(
      new RunTaskCommand({
        cluster,
        taskDefinition: 'rooms',
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0000000000000000a'] } },
      }),
    );
    const task = tasks[0]?.taskArn ?? '';
    await waitUntilTasksRunning({ client: ecs, ...waiting }, { cluster, tasks: [task] });
    await ecs.send(new StopTaskCommand({ cluster, task, reason: 'seen enough' }));
    await waitUntilTasksStopped({ client: ecs, ...waiting }, { cluster, tasks: [task] });
    const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [task] }));
    expect(answer.tasks).toMatchObject([{ stopCode: 'UserInitiated', stoppedReason: 'seen enough' }]);
  });

  it('deletes what it made', async () => {
    const remove = (force: boolean) => ecs.send(new DeleteServiceCommand({ cluster, service: 'rooms', force }));
    await expect(remove(false)).rejects.toBeInstanceOf(InvalidParameterException);
    await remove(true);
    await waitUntilServicesInactive({ client: ecs, ...waiting }, named);
    await ecs.send(new DeleteClusterCommand({ cluster }));
    await expect(ecs.send(new ListServicesCommand({ cluster }))).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
    });
  });
});
