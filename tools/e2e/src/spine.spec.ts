import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as delay } from 'node:timers/promises';
import { cloudCalls, writesBetween } from './lib/cloud-calls';
import { commandsIn } from './lib/markdown';
import { filesWith } from './lib/files-with';
import { startTraffic } from './lib/traffic';
import { Workspace } from './lib/workspace';

const services = ['messages', 'rooms', 'users'];

let workspace: Workspace;
let endpoint: string;
let loadBalancer: string;
let printed: string;

/** Values that must not get anywhere. */
const planted = ['in-file', 'in-environment', 'as-key', 'as-token'].map((where) => `planted-${where}-6f1d8a`);

beforeAll(async () => {
  workspace = Workspace.clone();
  for (const file of ['.env.local', 'apps/rooms/.env.local']) workspace.write(file, `API_KEY=${planted[0]}\n`);
  const up = await workspace.script('npx longshore up --port 0 --lb-port 0 --runtime process', {
    API_KEY: planted[1],
    AWS_SECRET_ACCESS_KEY: planted[2],
    AWS_SESSION_TOKEN: planted[3],
  });
  printed = up.output;
  if (up.code !== 0) throw new Error(`longshore up failed:\n${up.output}`);
  ({ endpoint, loadBalancer } = JSON.parse(workspace.read('.longshore/cloud.json')) as Record<string, string> & {
    endpoint: string;
    loadBalancer: string;
  });
}, 240_000);

afterAll(async () => {
  await workspace.longshore('down');
  workspace.remove();
}, 60_000);

/** What ECS says of services, by name. */
async function describeServices(names: string[]): Promise<Service[]> {
  const credentials = { accessKeyId: 'e2e', secretAccessKey: 'e2e' };
  const ecs = new ECSClient({ endpoint, region: 'us-east-1', credentials });
  const wanted = names.map((name) => `local-${name}`);
  const { services: found = [] } = await ecs.send(new DescribeServicesCommand({ cluster: 'local', services: wanted }));
  ecs.destroy();
  return found;
}

/** The id of the deployment that serves, by service. */
async function deployments(): Promise<Record<string, string>> {
  return Object.fromEntries(
    (await describeServices(services)).map(({ serviceName, deployments: all = [] }) => [
      (serviceName ?? '').replace(/^local-/, ''),
      all.find(({ status }) => status === 'PRIMARY')?.id ?? '',
    ]),
  );
}

const changed = (before: Record<string, string>, after: Record<string, string>) =>
  services.filter((name) => before[name] !== after[name]);

const deployAffected = () => workspace.nx('affected', '-t', 'deploy', '--base=HEAD~1');

const reconciled = async (): Promise<string> => (await workspace.longshore('reconciled')).output.trim();

const denied = { code: 'AccessDeniedException', status: 400 };

async function setFaults(rules: object[]): Promise<void> {
  const body = JSON.stringify({ seed: 1, rules });
  const response = await fetch(`${endpoint}/_cloud/faults`, { method: 'PUT', body });
  expect(response.status).toBeLessThan(300);
}

async function post<Body>(path: string, body: object): Promise<Body> {
  const response = await fetch(`${loadBalancer}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Body;
}

describe('after `longshore up`', () => {
  test('every service is deployed, and its URL answers', () => {
    expect(
      workspace
        .lastRun()
        .services.map(({ service, verdict }) => [service, verdict])
        .sort(),
    ).toEqual(services.map((name) => [name, 'deployed']));
    for (const { url } of workspace.lastRun().services) expect(url).toContain(loadBalancer);
  });

  test('nothing of a secret that lay about is in what was printed, recorded, built or shipped', () => {
    expect(planted.filter((secret) => printed.includes(secret))).toEqual([]);
    for (const folder of ['dist', '.longshore']) {
      expect(filesWith(`${workspace.folder}/${folder}`, planted)).toEqual([]);
    }
  });

  test('a room is created, a message posted to it and read back', async () => {
    const room = await post<{ id: string }>('/api/v1/rooms', { name: 'lobby' });
    await post(`/api/v1/rooms/${room.id}/messages`, { author: 'ada', text: 'hello' });
    const response = await fetch(`${loadBalancer}/api/v1/rooms/${room.id}/messages`);
    expect(JSON.stringify(await response.json())).toContain('hello');
  });

  test('a second deploy finds nothing to do and writes nothing', async () => {
    const before = await cloudCalls(endpoint);
    const deploy = await workspace.nx('run-many', '-t', 'deploy', '-p', services.join(','));
    expect(deploy).toMatchObject({ code: 0 });
    expect(workspace.lastRun().services.map(({ verdict }) => verdict)).toEqual(services.map(() => 'unchanged'));
    expect(writesBetween(before, await cloudCalls(endpoint))).toEqual([]);
  });
});

test('`longshore plan` says by its exit code whether there is something to do', async () => {
  expect(await workspace.longshore('plan')).toMatchObject({ code: 0 });
  const environment = workspace.read('deploy/environments/local.json');
  workspace.replace(
    'deploy/environments/local.json',
    '"defaults": {',
    '"services": { "rooms": { "memory": 1024 } }, "defaults": {',
  );
  const plan = await workspace.longshore('plan', 'rooms', '--format', 'md');
  expect(plan.code).toBe(2);
  expect(plan.output).toContain('| `memory` | `512` | `1024` | config |');
  workspace.write('deploy/environments/local.json', environment);
  expect((await workspace.longshore('plan', 'romms')).code).toBe(1);
}, 60_000);

describe('a service that is served', () => {
  const header = async () => (await fetch(`${loadBalancer}/api/v1/rooms`)).headers.get('x-made');

  test('answers behind the load balancer from its image, beside the others as a branch shipped them', async () => {
    takeBranch('main');
    workspace.replace(
      'apps/rooms/src/main.ts',
      'routes: (server) =>',
      `routes: (server) =>
        server.addHook('onRequest', async (_request, reply) => void reply.header('x-made', 'here')) &&`,
    );
    const served = workspace.nxInBackground('serve', 'rooms', '--container', '--runtime=process', '--from=main');
    try {
      await served.until(/^rooms {2}http/m);
      expect(served.output).toMatch(/^users {2}(unchanged|deployed) as main shipped it, sha256:/m);
      expect(await header()).toBe('here');
      await served.end('SIGKILL');
      while ((await header()) !== null) await delay(50);
    } finally {
      await served.end('SIGKILL');
      workspace.git('checkout', '--quiet', '.');
    }
  });
});

describe('a change', () => {
  test('of one line of a service ships that service, and no request of 200 a second fails meanwhile', async () => {
    const before = await deployments();
    const traffic = startTraffic(`${loadBalancer}/api/v1/rooms`, 200);
    append('apps/rooms/src/main.ts', `process.title = 'rooms';`);
    workspace.commit('Change rooms');
    const deploy = await deployAffected();
    const report = await traffic.stop();
    expect(deploy).toMatchObject({ code: 0 });
    expect(changed(before, await deployments())).toEqual(['rooms']);
    expect(workspace.outcome('rooms')).toMatchObject({ verdict: 'deployed', environment: 'local' });
    expect(report.failures).toEqual([]);
    expect(report.requests).toBeGreaterThan(1000);
  });

  test('of the library that rooms and messages share ships those two, and their rollouts overlap', async () => {
    const before = await deployments();
    workspace.replace('libs/conversation/src/rooms-table.ts', 'IF NOT EXISTS rooms (', 'IF NOT EXISTS  rooms (');
    workspace.commit('Change the library');
    expect(await deployAffected()).toMatchObject({ code: 0 });
    expect(changed(before, await deployments())).toEqual(['messages', 'rooms']);
    expect(startedBeforeAnyEnded()).toEqual(['messages', 'rooms']);
  });

  test('of the docs ships none', async () => {
    const before = await deployments();
    append('docs/concepts.md', 'One more line.');
    workspace.commit('Change the docs');
    expect(await deployAffected()).toMatchObject({ code: 0 });
    expect(changed(before, await deployments())).toEqual([]);
  });

  test('whose deploy failed is tried again by the next run, though a later commit does not touch it', async () => {
    expect(await workspace.nx('run-many', '-t', 'deploy')).toMatchObject({ code: 0 });
    const base = workspace.git('rev-parse', 'HEAD');
    expect(await reconciled()).toBe(base);
    const before = await deployments();
    append('apps/rooms/src/main.ts', `process.title = 'rooms, once refused';`);
    workspace.commit('Change rooms');
    await setFaults([{ service: 'ecs', operation: 'UpdateService', times: 1, phase: 'before', error: denied }]);
    expect((await deployAffected()).code).not.toBe(0);
    await setFaults([]);
    expect(changed(before, await deployments())).toEqual([]);
    append('apps/users/src/main.ts', `process.title = 'users';`);
    workspace.commit('Change users');
    const why = await workspace.longshore('affected', '--why');
    expect(why.output).toMatch(/^rooms\n {2}rooms\n {4}apps\/rooms\/src\/main.ts {2}\(\w+ Change rooms\)$/m);
    expect(why.output).toMatch(/^users\n {2}users\n {4}apps\/users\/src\/main.ts {2}\(\w+ Change users\)$/m);
    const deploy = await workspace.nx('affected', '-t', 'deploy', `--base=${await reconciled()}`);
    expect(deploy).toMatchObject({ code: 0 });
    expect(changed(before, await deployments())).toEqual(['rooms', 'users']);
    expect(await reconciled()).toBe(workspace.git('rev-parse', 'HEAD'));
  });

  test('of three services of which one fails its tests ships the other two', async () => {
    const before = await deployments();
    for (const name of services) append(`apps/${name}/src/main.ts`, `process.title = '${name} again';`);
    workspace.write('apps/users/src/broken.spec.ts', `test('fails', () => expect(1).toBe(2));\n`);
    workspace.commit('Change all, break users');
    expect((await deployAffected()).code).not.toBe(0);
    expect(changed(before, await deployments())).toEqual(['messages', 'rooms']);
    undo();
  });
});

describe('what does not work', () => {
  test.each([
    ['the service', 'rooms', 'apps/rooms/src/broken.spec.ts'],
    ['a library that it uses', 'conversation', 'libs/conversation/src/broken.spec.ts'],
  ])('a failing unit test of %s releases nothing, exits with 1 and is in the summary', async (_what, project, file) => {
    const before = await deployments();
    append('apps/rooms/src/main.ts', `process.title = 'not to be shipped';`);
    workspace.write(file, `test('fails', () => expect(1).toBe(2));\n`);
    workspace.commit('Break a test');
    const deploy = await deployAffected();
    expect(deploy).toMatchObject({ code: 1, output: expect.stringContaining(`${project}:test failed`) });
    expect((await deployments())['rooms']).toBe(before['rooms']);
    const { output } = await workspace.longshore('summary');
    expect(output).toContain('### Deploy to local');
    expect(output).toContain(`**Fix:** \`npx nx run ${project}:test\``);
    undo();
  });

  test('`longshore up` with a failing unit test ends with exit code 1, and shows it', async () => {
    workspace.write('apps/users/src/broken.spec.ts', `test('fails', () => expect(1).toBe(2));\n`);
    const up = await workspace.longshore('up');
    workspace.git('clean', '-fq', 'apps');
    expect(up.code).toBe(1);
    expect(up.output).toContain('nx run users:test');
    expect(up.output).toContain('broken.spec.ts');
    expect(up.output).toMatch(/rooms +(deployed|unchanged)/);
  });

  test('a version whose health check answers 500 is rolled back with the reason, and no request fails', async () => {
    const live = await liveTaskDefinition('rooms');
    const traffic = startTraffic(`${loadBalancer}/api/v1/rooms`, 200);
    breakHealthWhereDeployed();
    workspace.commit('Break the health check, for the load balancer alone');
    const deploy = await deployAffected();
    const report = await traffic.stop();
    expect(deploy.code).not.toBe(0);
    expect(deploy.output).toMatch(/rooms .*rolled-back/);
    expect(workspace.outcome('rooms')).toMatchObject({
      verdict: 'rolled-back',
      reason: expect.stringContaining('500'),
    });
    expect(await liveTaskDefinition('rooms')).toBe(live);
    expect(report.failures).toEqual([]);
  });

  test.each([
    ['a misspelt environment', ['run-many', '-t', 'deploy', '-c', 'locl'], 'did you mean local?'],
    ['an environment that there is not', ['run', 'rooms:deploy:canary'], 'no environment canary'],
    [
      'a service without a name, with no terminal to ask at,',
      ['g', '@longshore/nx:service'],
      'LS1006  --name is missing',
    ],
  ])('%s is refused', async (_what, words, message) => {
    const deploy = await workspace.nx(...words);
    expect(deploy.code).not.toBe(0);
    expect(deploy.output).toContain(message);
  });

  test('a wrong service.json is refused with every problem, and nothing is changed', async () => {
    const before = await cloudCalls(endpoint);
    workspace.replace('apps/rooms/service.json', '"health"', '"halth"');
    workspace.replace('apps/users/service.json', '"http"', '"htp"');
    const deploy = await workspace.nx('run-many', '-t', 'deploy');
    workspace.git('checkout', '--quiet', '.');
    expect(deploy.code).not.toBe(0);
    expect(deploy.output).toContain('did you mean health?');
    expect(deploy.output).toContain('apps/users/service.json kind');
    expect((await workspace.longshore('summary')).output).toMatch(/LS1001 [^]*apps\/users\/service\.json kind/);
    expect(writesBetween(before, await cloudCalls(endpoint))).toEqual([]);
  });
});

test('bash completes commands, options, services and environments', async () => {
  const ask = (...words: string[]) =>
    `COMP_WORDS=(node_modules/.bin/longshore ${words.join(' ')}); COMP_CWORD=${words.length}; _longshore; echo "\${COMPREPLY[@]}"`;
  const script = [
    'eval "$(node_modules/.bin/longshore completion bash)"',
    'complete -p longshore',
    ask('stat'),
    ask('logs', 'r'),
    ask('logs', 'rooms', '--foll'),
    ask('logs', 'rooms', '-e', 'st'),
  ];
  const { output } = await workspace.script(script.join('\n'), {});
  expect(output.trim().split('\n')).toEqual([
    'complete -o default -F _longshore longshore',
    'status',
    'rooms',
    '--follow',
    'staging',
  ]);
});

describe('an image', () => {
  test('has the same digest in another folder, and at a commit that differs in tests and docs alone', async () => {
    const other = Workspace.clone();
    try {
      other.write('apps/rooms/src/more.spec.ts', `test('more', () => expect(1).toBe(1));\n`);
      other.write('docs/more.md', 'More.\n');
      other.commit('Add a test and a page');
      workspace.git('checkout', '--quiet', firstCommit());
      for (const clone of [workspace, other]) {
        expect(await clone.nx('run-many', '-t', 'image', '-p', services.join(','))).toMatchObject({ code: 0 });
      }
      expect(digestsOf(other)).toEqual(digestsOf(workspace));
    } finally {
      workspace.git('checkout', '--quiet', 'main');
      other.remove();
    }
  });
});

describe('the quick start', () => {
  const pages = commandsIn('quick-start.md');

  /** The commands under a heading, for this cloud; all have to succeed. What they print, one after the other. */
  async function follow(heading: string, without: string[] = []): Promise<string> {
    const commands = (pages.get(heading) ?? []).filter((command) => !without.includes(command));
    expect(commands).not.toEqual([]);
    let output = '';
    for (const command of commands) {
      const done = await workspace.script(command.replace('http://127.0.0.1:8080', loadBalancer), {});
      expect([command, done.code, done.code ? done.output : '']).toEqual([command, 0, '']);
      output += done.output;
    }
    return output;
  }

  const nameOf = (length: number) => ({ name: 'n'.repeat(length) });

  test('ends, by five commands, with a service that answers behind the load balancer', async () => {
    expect(pages.get('Quick start')).toHaveLength(5);
    const output = await follow('Quick start', ['npm ci', 'npx longshore up']);
    expect(output).toMatch(/"name":"first"/);
    await post('/api/v1/orders', nameOf(80));
  }, 300_000);

  test('has a change live by one command, and shows how to look at it and go back', async () => {
    expect(pages.get('Change it')).toHaveLength(1);
    workspace.replace('apps/orders/src/routes.ts', 'plainText(80)', 'plainText(20)');
    await follow('Change it');
    await expect(post('/api/v1/orders', nameOf(21))).rejects.toThrow('400');
    await follow('Look at it');
    await post('/api/v1/orders', nameOf(21));
  }, 300_000);
});

test('a worker is scaffolded by the commands of its page, and consumes the queue that its deploy made', async () => {
  for (const command of commandsIn('add-a-service.md').get('A worker')?.slice(0, 2) ?? []) {
    const done = await workspace.script(command, {});
    expect([command, done.code, done.code ? done.output : '']).toEqual([command, 0, '']);
  }
  const credentials = { accessKeyId: 'e2e', secretAccessKey: 'e2e' };
  const ecs = new ECSClient({ endpoint, region: 'us-east-1', credentials });
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: 'local', serviceName: 'local-mailer' }));
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster: 'local', tasks: taskArns }));
  // By its heartbeat: without a check ECS knows no health, and takes 40 s.
  expect(tasks.map(({ healthStatus }) => healthStatus)).toEqual(['HEALTHY', 'HEALTHY']);
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'local-mailer' }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"id":"from-the-test"}' }));
  let logs = '';
  while (!logs.includes('id=from-the-test')) logs = (await workspace.longshore('logs', 'mailer')).output;
}, 300_000);

function append(file: string, line: string): void {
  workspace.write(file, `${workspace.read(file)}${line}\n`);
}

/** Takes the newest commit back. */
function undo(): void {
  workspace.git('reset', '--hard', '--quiet', 'HEAD~1');
}

const firstCommit = () => workspace.git('rev-list', '--max-parents=0', 'HEAD');

/** An environment of this cloud takes a branch, as staging does on AWS. */
const takeBranch = (branch: string) =>
  workspace.write(
    'deploy/environments/production.json',
    JSON.stringify({ account: '123456789012', region: 'us-east-1', embedded: true, branch }),
  );

/** The version passes its own tests; only where it is deployed does /health answer 500. */
function breakHealthWhereDeployed(): void {
  workspace.replace(
    'apps/rooms/src/main.ts',
    'routes: (server) =>',
    `routes: (server) =>
        server.addHook('onRequest', async ({ url }) => {
          if (url === '/health' && process.env['BREAK_HEALTH']) throw new Error('broken on purpose');
        }) &&`,
  );
  const file = 'deploy/environments/local.json';
  const environment = JSON.parse(workspace.read(file)) as object;
  const services = { rooms: { environment: { BREAK_HEALTH: 'yes' } } };
  workspace.write(file, JSON.stringify({ ...environment, services }));
}

async function liveTaskDefinition(service: string): Promise<string | undefined> {
  return (await describeServices([service]))[0]?.taskDefinition;
}

/** The services whose rollouts had all started when the first of them ended. */
function startedBeforeAnyEnded(): string[] {
  const events = workspace.lastEvents();
  const firstEnd = events.findIndex(({ type }) => type === 'verdict');
  return events
    .slice(0, firstEnd)
    .flatMap((event) => (event.type === 'rollout-started' ? [event.service] : []))
    .sort();
}

const digestsOf = (clone: Workspace) =>
  services.map((name) => (JSON.parse(clone.read(`dist/images/${name}/image.json`)) as { digest: string }).digest);
