import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateClusterCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Cloud, type CloudOptions, startCloud } from './cloud';

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

describe('the embedded cloud', () => {
  test('has from its start what a deployer looks for in an environment', async () => {
    const cloud = await start({ environments: ['local', 'staging'] });
    const { Parameters = [] } = await new SSMClient(options(cloud)).send(
      new GetParametersByPathCommand({ Path: '/longshore/staging/' }),
    );
    expect(Parameters.map(({ Name }) => Name?.replace('/longshore/staging/', ''))).toEqual(
      expect.arrayContaining(['cluster', 'listener-arn', 'vpc-id', 'subnets', 'security-groups']),
    );
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

  test('is alone on its folder, and leaves it free when it cannot start', async () => {
    const cloud = await start();
    const port = Number(new URL(cloud.endpoint).port);
    const other = mkdtempSync(join(tmpdir(), 'longshore-cloud-'));
    await expect(start({ stateDir: other, port })).rejects.toMatchObject({ code: 'LS4001' });
    await expect(start({ stateDir: other, loadBalancerPort: port })).rejects.toMatchObject({ code: 'LS4001' });
    expect(existsSync(join(other, 'cloud.pid'))).toBe(false);
    rmSync(other, { recursive: true });
  });
});
