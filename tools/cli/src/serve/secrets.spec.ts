import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@longshore/cloud';
import { forgetCloud, openAws, rememberCloud } from '@longshore/deploy';
import { environmentSchema } from '@longshore/model';
import { pointAtCloud } from './route';
import { secretsOf } from './secrets';

const signal = new AbortController().signal;
const environment = {
  name: 'local',
  spec: environmentSchema.parse({ account: '123456789012', region: 'us-east-1', embedded: true }),
};

let workspace: string;
let cloud: Cloud;
let shell: NodeJS.ProcessEnv;

beforeEach(async () => {
  shell = { ...process.env };
  workspace = mkdtempSync(join(tmpdir(), 'longshore-secrets-'));
  cloud = await startCloud({
    stateDir: join(workspace, 'state'),
    port: 0,
    loadBalancerPort: 0,
    runtime: 'process',
    account: '123456789012',
    region: 'us-east-1',
    environments: ['local'],
  });
  rememberCloud(workspace, { pid: process.pid, endpoint: cloud.endpoint, loadBalancer: cloud.loadBalancer });
});

afterEach(async () => {
  await cloud.close();
  process.env = shell;
  rmSync(workspace, { recursive: true });
});

const read = (secrets: Record<string, string>) => secretsOf(workspace, environment, { secrets }, signal);

test('a service in development gets the secrets that the workspace’s cloud keeps, by name and by ARN', async () => {
  pointAtCloud(workspace, environment);
  await openAws(environment, signal).parameters.putSecret('/rooms/token', 'secret');
  expect(
    await read({
      TOKEN: '/rooms/token',
      SAME: 'arn:aws:ssm:us-east-1:123456789012:parameter/rooms/token',
      MISSING: '/rooms/other',
      ELSEWHERE: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:rooms-x1Y2z3',
    }),
  ).toEqual({ TOKEN: 'secret', SAME: 'secret' });
});

test('without the workspace’s cloud it gets none', async () => {
  forgetCloud(workspace);
  expect(await read({ TOKEN: '/rooms/token' })).toEqual({});
});
