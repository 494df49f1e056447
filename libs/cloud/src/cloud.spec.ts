import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateRepositoryCommand, ECRClient, GetAuthorizationTokenCommand, PutImageCommand } from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  ListClustersCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Cloud, type CloudOptions, startCloud } from './cloud';
import { FakeRuntime } from './ecs/testing/fake-runtime';

let stateDir: string;
let clouds: Cloud[];

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'longshore-cloud-'));
  clouds = [];
});

afterEach(async () => {
  for (const cloud of clouds) await cloud.close();
  rmSync(stateDir, { recursive: true });
});

async function start(options: Partial<CloudOptions> = {}): Promise<Cloud> {
  const cloud = await startCloud({
    stateDir,
    port: 0,
    loadBalancerPort: 0,
    runtime: 'process',
    account: '123456789012',
    region: 'us-east-1',
    environments: ['local'],
    ...options,
  });
  clouds.push(cloud);
  return cloud;
}

const options = ({ endpoint }: Cloud) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

const clusters = async (cloud: Cloud) =>
  (await new ECSClient(options(cloud)).send(new ListClustersCommand({}))).clusterArns;

interface Event {
  at: string;
  kind: string;
  message: string;
}

const rooms = { name: 'rooms', image: 'rooms', memory: 64 };

/** Puts an image without layers into the registry of a cloud; returns how a task definition names it. */
async function pushImage(cloud: Cloud): Promise<string> {
  const ecr = new ECRClient(options(cloud));
  const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName: 'rooms' }));
  const { authorizationData = [] } = await ecr.send(new GetAuthorizationTokenCommand({}));
  const authorization = `Basic ${authorizationData[0]?.authorizationToken}`;
  const config = Buffer.from('{}');
  const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  const posted = await fetch(`${cloud.endpoint}/v2/rooms/blobs/uploads/?digest=${digest}`, {
    method: 'POST',
    headers: { authorization },
    body: config,
  });
  expect(posted.status).toBe(201);
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const described = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: config.length };
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config: described, layers: [] });
  await ecr.send(new PutImageCommand({ repositoryName: 'rooms', imageManifest, imageTag: 'v1' }));
  return `${repository?.repositoryUri}:v1`;
}

describe('the embedded cloud', () => {
  test('has from its start what a deployer looks for in an environment', async () => {
    const cloud = await start({ environments: ['local', 'staging'] });
    const { Parameters = [] } = await new SSMClient(options(cloud)).send(
      new GetParametersByPathCommand({ Path: '/longshore/staging/' }),
    );
    expect(Parameters.map(({ Name }) => Name?.replace('/longshore/staging/', ''))).toEqual(
      expect.arrayContaining(['cluster', 'listener-arn', 'vpc-id', 'subnets', 'security-groups']),
    );
    const role = Parameters.find(({ Name }) => Name?.endsWith('/task-role-arn'))?.Value ?? '';
    const RoleName = role.split('/').at(-1);
    const { Role } = await new IAMClient(options(cloud)).send(new GetRoleCommand({ RoleName }));
    expect(Role?.Arn).toBe(role);
    expect(Role?.AssumeRolePolicyDocument).toContain('ecs-tasks.amazonaws.com');
    expect(await clusters(cloud)).toHaveLength(2);
    expect((await fetch(cloud.loadBalancer)).status).toBe(404);
  });

  test('finds its state again after a restart', async () => {
    const first = await start();
    await new ECSClient(options(first)).send(new CreateClusterCommand({ clusterName: 'mine' }));
    await clouds.pop()?.close();
    expect(await clusters(await start())).toContain('arn:aws:ecs:us-east-1:123456789012:cluster/mine');
  });

  test('is empty but for its environments after a reset, and counts calls anew', async () => {
    const cloud = await start();
    await new ECSClient(options(cloud)).send(new CreateClusterCommand({ clusterName: 'mine' }));
    const calls = async () => (await fetch(`${cloud.endpoint}/_cloud/calls`)).json();
    expect(await calls()).toEqual({ ecs: { CreateCluster: 1 } });
    await fetch(`${cloud.endpoint}/_cloud/reset`, { method: 'POST' });
    expect(await calls()).toEqual({});
    expect(await clusters(cloud)).toEqual(['arn:aws:ecs:us-east-1:123456789012:cluster/local']);
  });

  test('lets faults be asked for, until a reset', async () => {
    const cloud = await start();
    const rules = [{ service: 'ecs', error: { code: 'ServerException', status: 400 } }];
    await fetch(`${cloud.endpoint}/_cloud/faults`, { method: 'PUT', body: JSON.stringify({ rules }) });
    await expect(clusters(cloud)).rejects.toMatchObject({ name: 'ServerException' });
    await fetch(`${cloud.endpoint}/_cloud/reset`, { method: 'POST' });
    expect(await clusters(cloud)).toHaveLength(1);
  });

  test('throttles as AWS does where it is asked to', async () => {
    const cloud = await start({ rateLimits: 'aws' });
    const ecs = new ECSClient({ ...options(cloud), maxAttempts: 1 });
    const register = (_none: unknown, index: number) =>
      ecs.send(new RegisterTaskDefinitionCommand({ family: `rooms-${index}`, containerDefinitions: [rooms] }));
    const calls = await Promise.allSettled(Array.from({ length: 60 }, register));
    const refused = calls.filter(({ status }) => status === 'rejected');
    expect(refused).toContainEqual(
      expect.objectContaining({
        reason: expect.objectContaining({ name: 'ThrottlingException', message: 'Rate exceeded' }),
      }),
    );
    // 20 at once; the others have to wait for the one that comes back a second.
    expect(calls.length - refused.length).toBeGreaterThanOrEqual(20);
    expect(refused.length).toBeGreaterThan(0);
  });

  test('tells what happened to services and tasks, in time that goes as fast as it is told to', async () => {
    const cloud = await start({ timeScale: 100, runtime: new FakeRuntime() });
    const image = await pushImage(cloud);
    const ecs = new ECSClient(options(cloud));
    await ecs.send(new RegisterTaskDefinitionCommand({ family: 'rooms', containerDefinitions: [{ ...rooms, image }] }));
    const at = Date.now();
    await ecs.send(
      new CreateServiceCommand({ cluster: 'local', serviceName: 'rooms', taskDefinition: 'rooms', desiredCount: 1 }),
    );
    const events = async () =>
      ((await (await fetch(`${cloud.endpoint}/_cloud/events`)).json()) as { events: Event[] }).events;
    while (!(await events()).some(({ message }) => message.endsWith('has reached a steady state.'))) await delay(20);
    const seen = await events();
    expect(seen.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['service', 'task']));
    expect(seen.map(({ message }) => message)).toEqual(expect.arrayContaining(['PROVISIONING', 'RUNNING']));
    expect(seen.map(({ at: time }) => time)).toEqual(seen.map(({ at: time }) => time).sort());
    // A task without a check is healthy after 40 s: of the cloud, not of the wall.
    expect(Date.parse(seen.at(-1)?.at ?? '') - at).toBeGreaterThan(40_000);
    expect(Date.now() - at).toBeLessThan(40_000);
  });

  test('is alone on its folder, and leaves it free when it cannot start', async () => {
    const cloud = await start();
    const port = Number(new URL(cloud.endpoint).port);
    const other = mkdtempSync(join(tmpdir(), 'longshore-cloud-'));
    await expect(start({ stateDir: other, port })).rejects.toMatchObject({ code: 'LS4001' });
    await expect(start({ stateDir: other, loadBalancerPort: port })).rejects.toMatchObject({ code: 'LS4001' });
    await (await start({ stateDir: other })).close();
    rmSync(other, { recursive: true });
  });
});
