import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@longshore/cloud';
import { forgetCloud, openAws, rememberCloud, resolveService, type RoutedService } from '@longshore/deploy';
import { environmentSchema, serviceSchema } from '@longshore/model';
import { claimed } from './claim';
import { giveBackRoutes, takeRouteTo } from './route';

const signal = new AbortController().signal;
const environment = {
  name: 'local',
  spec: environmentSchema.parse({ account: '123456789012', region: 'us-east-1', embedded: true }),
};
const serviceOf = (name: string, paths: string[]): RoutedService => {
  const { http } = resolveService(
    { name, project: name, root: `apps/${name}`, spec: serviceSchema.parse({ kind: 'http', route: { paths } }) },
    environment,
  );
  if (!http) throw new Error(`${name} has no route`);
  return { name, environment: 'local', http };
};
const rooms = serviceOf('rooms', ['/rooms', '/rooms/*']);
const messages = serviceOf('messages', ['/rooms/*/messages']);

let workspace: string;
let cloud: Cloud;
let servers: Server[];
let shell: NodeJS.ProcessEnv;

beforeEach(async () => {
  shell = { ...process.env };
  workspace = mkdtempSync(join(tmpdir(), 'longshore-route-'));
  servers = [];
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
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await cloud.close();
  process.env = shell;
  rmSync(workspace, { recursive: true });
});

async function listen(answer: string): Promise<number> {
  const server = createServer((_request, response) => response.end(answer)).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** What a deploy leaves behind a listener. */
async function deployed({ name, http: { paths } }: RoutedService, priority: number): Promise<void> {
  const aws = openAws(environment, signal);
  const { 'listener-arn': listenerArn = '' } = await aws.parameters.below('/longshore/local/');
  const { targetGroups, rules } = aws.loadBalancer(listenerArn);
  const group = await targetGroups.create({
    Name: `local-${name}`,
    Protocol: 'HTTP',
    Port: 1,
    VpcId: 'vpc-1',
    TargetType: 'ip',
  });
  const targetGroupArn = group.TargetGroupArn ?? '';
  await targetGroups.register(targetGroupArn, { ip: '127.0.0.1', port: await listen(`${name} as deployed`) });
  await rules.create({ paths, targetGroupArn, priority });
}

const get = async (path: string): Promise<string> => (await fetch(`${cloud.loadBalancer}${path}`)).text();
const take = async (service: RoutedService) =>
  takeRouteTo(await listen(`${service.name} from source`), workspace, environment, service, signal);

describe('the route of a service that is served', () => {
  beforeEach(async () => {
    await giveBackRoutes(workspace, environment, signal);
    await deployed(messages, 100);
    await deployed(rooms, 102);
  });

  test('leads to the process in development, and more specific routes stay as they are', async () => {
    expect(await take(rooms)).toBe(cloud.loadBalancer);
    expect(await get('/rooms/1')).toBe('rooms from source');
    expect(await get('/rooms/1/messages')).toBe('messages as deployed');
  });

  test('is given back', async () => {
    await take(rooms);
    await giveBackRoutes(workspace, environment, signal, 'rooms');
    expect(await get('/rooms/1')).toBe('rooms as deployed');
  });

  test('is given back where its process was killed, while those of others stay taken', async () => {
    await take(rooms);
    await take(messages);
    await claimed(workspace, 'messages', () => giveBackRoutes(workspace, environment, signal));
    expect(await get('/rooms/1')).toBe('rooms as deployed');
    expect(await get('/rooms/1/messages')).toBe('messages from source');
  });

  test('passes by priorities that are taken', async () => {
    await deployed(serviceOf('users', ['/users']), 101);
    await deployed(serviceOf('accounts', ['/accounts']), 99);
    await take(rooms);
    expect(await get('/rooms/1')).toBe('rooms from source');
  });
});

describe('a service that is not deployed', () => {
  test('has a route while it is served', async () => {
    await take(rooms);
    expect(await get('/rooms/1')).toBe('rooms from source');
  });
});

describe('without the workspace’s cloud', () => {
  test('no route is taken, wherever a shell points the SDK', async () => {
    forgetCloud(workspace);
    process.env['AWS_ENDPOINT_URL'] = cloud.endpoint;
    expect(await take(rooms)).toBeUndefined();
    expect((await fetch(`${cloud.loadBalancer}/rooms/1`)).status).toBe(404);
  });
});
