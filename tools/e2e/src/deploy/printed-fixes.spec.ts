import { spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  awsCommand,
  changeConfig,
  openAws,
  rememberCloud,
  resolveService,
  rollback,
  unsetSecret,
} from '@longshore/deploy';
import { type Check, isLongshoreError, type LongshoreError } from '@longshore/model';
import { clientTestsRun } from '../lib/client-world';
import { repository } from '../lib/workspace';
import { answering, environmentOf, World } from './world';

const runs = clientTestsRun('aws', ['--version'], 'commands of the AWS CLI that are printed as fixes');

/** The environment of somebody's shell: it knows nothing of the cloud, and has no credentials. */
const shell = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AWS_|LONGSHORE_|NX_|JEST_|NODE_ENV|NODE_OPTIONS)/.test(name)),
);

let world: World;
let secret: string;

/** Types a command as it was printed, in the workspace. */
async function typed(command: string, input = ''): Promise<{ code: number | null; output: string }> {
  const child = spawn('bash', ['-c', command], { cwd: world.folder, env: { ...shell, NO_COLOR: '1' } });
  child.stdin.end(input);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, output: `${out}${err}` };
}

function write(file: string, content: object): void {
  mkdirSync(dirname(join(world.folder, file)), { recursive: true });
  writeFileSync(join(world.folder, file), JSON.stringify(content));
}

const service = { kind: 'http', route: { paths: ['/rooms', '/rooms/*'] } };
const agent = { image: 'agent', essential: false, secrets: { KEY: '/rooms/agent-key' } };

/** An environment that lacks nearly all. */
const bare = () => ({
  resources: {
    cluster: 'team',
    executionRoleArn: 'arn:aws:iam::123456789012:role/no-such-role',
    taskRoleArn: 'arn:aws:iam::123456789012:role/distrustful',
  },
  services: {
    rooms: {
      secrets: {
        KEY: '/rooms/key',
        BY_ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/rooms/by-arn',
        WORD: `${secret}:word::`,
      },
      sidecars: { agent },
      override: {
        container: { logConfiguration: { options: { 'awslogs-group': '/rooms/no-such-group' } } },
      },
    },
  },
});

/** The workspace as the files say it, for the commands. */
function writeFiles(environment: object): void {
  write('deploy/environments/local.json', {
    account: '123456789012',
    region: 'us-east-1',
    embedded: true,
    ...environment,
  });
}

beforeAll(async () => {
  world = await World.start();
  rememberCloud(world.folder, {
    pid: process.pid,
    endpoint: world.cloud.endpoint,
    loadBalancer: world.cloud.loadBalancer,
  });
  write('nx.json', {});
  write('package.json', { name: 'shop', private: true });
  write('apps/rooms/package.json', { name: 'rooms' });
  write('apps/rooms/service.json', service);
  symlinkSync(join(repository, 'node_modules'), join(world.folder, 'node_modules'));
  const secrets = new SecretsManagerClient({ region: 'us-east-1' });
  const made = await secrets.send(new CreateSecretCommand({ Name: 'shop', SecretString: '{"user":"ann"}' }));
  secret = made.ARN ?? '';
  secrets.destroy();
});

afterAll(() => world.stop());

const failuresIn = (checks: Check[] = []) => checks.filter(({ result }) => result === 'FAIL');

async function makeForeignTargetGroup(): Promise<void> {
  const client = new ElasticLoadBalancingV2Client({ region: 'us-east-1' });
  const group = { Name: 'local-rooms', Protocol: 'HTTP' as const, Port: 80, VpcId: 'vpc-0000000000000other' };
  await client.send(new CreateTargetGroupCommand({ ...group, TargetType: TargetTypeEnum.IP }));
  client.destroy();
}

(runs ? describe : describe.skip)('a command that is printed as a fix', () => {
  test('mends what a release lacks, as it is printed', async () => {
    const environment = bare();
    writeFiles(environment);
    const distrust = `'{"Version":"2012-10-17","Statement":[]}'`;
    const role = `iam create-role --role-name distrustful --assume-role-policy-document ${distrust}`;
    expect(await typed(awsCommand(environmentOf({}).spec, role))).toMatchObject({ code: 0 });
    await makeForeignTargetGroup();
    const plan = async () => (await world.run({ rooms: service }, { environment }).plan('rooms')).preflight;
    world.images.set('rooms', answering('one'));
    const failures = failuresIn(await plan());
    expect(failures.map(({ subject }) => subject)).toEqual([
      'cluster team',
      'execution role no-such-role',
      'task role distrustful',
      'secret KEY',
      'secret BY_ARN',
      'secret WORD',
      'secret KEY',
      'log group /rooms/no-such-group',
      'target group local-rooms',
    ]);
    const done = await Promise.all(failures.map(({ fix = '' }) => typed(fix, 'planted\n')));
    expect(done.filter(({ code }) => code !== 0)).toEqual([]);
    expect(JSON.stringify(done)).not.toContain('planted');
    expect(failuresIn(await plan())).toEqual([]);
  });

  test('sets a resource that is missing, from standard input', async () => {
    writeFiles({});
    const { parameters } = openAws(environmentOf({}), new AbortController().signal);
    const name = '/longshore/local/subnets';
    const { subnets = '' } = await parameters.below('/longshore/local/');
    await parameters.delete(name);
    const { fix } = await refusalOf(() => world.environment().place());
    expect(await typed(fix, `${subnets}\n`)).toMatchObject({ code: 0 });
    expect((await world.environment().place()).resources.subnets).toEqual(subnets.split(','));
  });

  test('is found and runs where somebody is refused', async () => {
    writeFiles({ services: { rooms: { secrets: { TOKEN: '/rooms/token' } } } });
    const environment = environmentOf({});
    const [rooms] = world.services({ rooms: { ...service, secrets: { TOKEN: '/rooms/token' } } });
    if (!rooms) throw new Error('there is no service');
    const resolved = resolveService(rooms, environment);
    const aws = openAws(environment, new AbortController().signal);
    const open = world.environment();
    await aws.parameters.put('/rooms/token', 'planted', 'SecureString');
    world.images.set('rooms', `if (process.env.BAD) process.exit(1); ${answering('one')}`);
    expect(await world.ship('rooms', rooms.spec)).toMatchObject({ verdict: 'deployed' });
    const refusals = [
      await refusalOf(() => unsetSecret({ environment, service: resolved, aws }, 'TOKEN', [])),
      await refusalOf(() => changeConfig(open, resolved, { set: { TOKEN: 'plain' } })),
      await refusalOf(() => changeConfig(open, resolved, { set: { PORT: '1' } })),
      await refusalOf(() => changeConfig(open, resolved, { set: { BAD: 'yes' } })),
      await refusalOf(() => rollback(open, 'rooms', {})),
    ];
    expect(refusals.map(({ code }) => code)).toEqual(['LS1023', 'LS1021', 'LS1021', 'LS3135', 'LS3111']);
    const commands = [...new Set(refusals.map(({ fix }) => fix))];
    const done = await Promise.all(commands.map((command) => typed(command, 'planted')));
    expect(done.filter(({ code }) => code !== 0)).toEqual([]);
  });

  test('beside those that people type: config is set, shown with its source, and a line of the history', async () => {
    const config = await typed('npx longshore config set rooms LEVEL=debug -e local');
    expect(config).toMatchObject({ code: 0, output: expect.stringMatching(/LEVEL: live with revision \d+/) });
    const [explained, history, listed] = await Promise.all(
      ['explain', 'history', 'secret list'].map((command) => typed(`npx longshore ${command} rooms -e local`)),
    );
    expect(explained?.output).toMatch(/environment\.LEVEL +debug +config \/longshore\/local\/rooms\/config\/LEVEL/);
    expect(history?.output).toMatch(/live +config: LEVEL=debug/);
    expect(listed?.output).toMatch(/TOKEN +set +\d+ +now +\/rooms\/token/);
  });
});

async function refusalOf(action: () => Promise<unknown>): Promise<LongshoreError> {
  try {
    await action();
  } catch (error) {
    if (isLongshoreError(error)) return error;
    throw error;
  }
  throw new Error('it is not refused');
}
