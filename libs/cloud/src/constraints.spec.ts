import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  CreateServiceCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { CloudWatchLogsClient, DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateListenerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { FakeRuntime } from './ecs/testing/fake-runtime';
import { type AwsService, type Constraints, systemClock } from './kernel';
import { createParts } from './parts';
import { defaultQuotas } from './quotas';
import { Calls, createDispatcher } from './protocol';
import { endpointOf, openServer } from './server';

const account = '123456789012';
const folder = mkdtempSync(join(tmpdir(), 'longshore-constraints-'));
const parts = createParts(folder, account, new FakeRuntime(), systemClock, defaultQuotas);
const { services, store } = parts;
const nothing = () => Promise.reject(new Error('not asked for here'));
let server: Server;

beforeAll(async () => {
  const dispatch = createDispatcher({ services, account, calls: new Calls(), store });
  server = await openServer(0, { dispatch, registry: nothing, control: nothing });
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve).closeAllConnections());
  await store.flush();
  rmSync(folder, { recursive: true, force: true });
});

const client = () => ({
  endpoint: endpointOf(server),
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  maxAttempts: 1,
});

/** A value that AWS has not: what TypeScript would refuse and other languages send. */
const wrong = <Value>(text: string): Value => text as Value;

describe('a value outside of its enum', () => {
  test('of a service of ECS is an InvalidParameterException', async () => {
    const sent = new ECSClient(client()).send(
      new CreateServiceCommand({ serviceName: 'rooms', desiredCount: 1, launchType: wrong('LAMBDA') }),
    );
    await expect(sent).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        "1 validation error detected: Value 'LAMBDA' at 'launchType' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [EC2, EXTERNAL, FARGATE, MANAGED_INSTANCES]',
    });
  });

  test('deep in a task definition is a ClientException that names the place, and every one', async () => {
    const portMappings = [{ containerPort: 70_000, protocol: wrong<'tcp'>('icmp') }];
    const sent = new ECSClient(client()).send(
      new RegisterTaskDefinitionCommand({
        family: 'rooms',
        requiresCompatibilities: [wrong('LAMBDA')],
        containerDefinitions: [{ name: 'rooms', image: 'rooms', portMappings }],
      }),
    );
    await expect(sent).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringMatching(
        /^3 validation errors detected: Value '70000' at 'containerDefinitions\.1\.member\.portMappings\.1\.member\.containerPort' failed to satisfy constraint: Member must have value less than or equal to 65535; Value 'icmp' at .*\[tcp, udp\]; Value '\[LAMBDA\]' at 'requiresCompatibilities' failed to satisfy constraint: Member must satisfy constraint: \[Member must satisfy enum value set: \[.*FARGATE.*\]\]$/,
      ) as string,
    });
  });

  test('of ECR is told in ECR’s own words', async () => {
    const ecr = new ECRClient(client());
    const imageTagMutability = wrong<'MUTABLE'>('FROZEN');
    await expect(
      ecr.send(new CreateRepositoryCommand({ repositoryName: 'rooms', imageTagMutability })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(
        /^Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'Member must satisfy enum value set: \[.*IMMUTABLE.*\]'$/,
      ) as string,
    });
    const describe = new DescribeImagesCommand({ repositoryName: 'rooms', registryId: '12' });
    await expect(ecr.send(describe)).rejects.toMatchObject({
      message:
        "Invalid parameter at 'registryId' failed to satisfy constraint: 'Member must satisfy regular expression pattern: [0-9]{12}'",
    });
  });

  test('of a Query service is a ValidationError', async () => {
    const elbv2 = new ElasticLoadBalancingV2Client(client());
    const sent = elbv2.send(new CreateTargetGroupCommand({ Name: 'rooms', Protocol: wrong('HTTPX'), Port: 0 }));
    await expect(sent).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(
        /^2 validation errors detected: Value 'HTTPX' at 'protocol' failed .*; Value '0' at 'port' failed to satisfy constraint: Member must have value greater than or equal to 1$/,
      ) as string,
    });
  });

  test('of Parameter Store and of CloudWatch Logs has their errors', async () => {
    const put = new PutParameterCommand({ Name: '/rooms', Value: '1', Type: wrong('Secret') });
    await expect(new SSMClient(client()).send(put)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("Value 'Secret' at 'type'") as string,
    });
    const streams = new DescribeLogStreamsCommand({ logGroupName: 'rooms', orderBy: wrong('Size') });
    await expect(new CloudWatchLogsClient(client()).send(streams)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('[LastEventTime, LogStreamName]') as string,
    });
  });
});

test('a list that is too long is refused', async () => {
  const Names = Array.from({ length: 11 }, (_none, index) => `/p${index}`);
  await expect(new SSMClient(client()).send(new GetParametersCommand({ Names }))).rejects.toMatchObject({
    message: expect.stringContaining("at 'names' failed to satisfy constraint: Member must have length less") as string,
  });
});

test('a required member that is missing has the service’s own error and a small letter', async () => {
  const create = new CreateListenerCommand({ LoadBalancerArn: undefined, DefaultActions: [] });
  await expect(new ElasticLoadBalancingV2Client(client()).send(create)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining("Value null at 'loadBalancerArn' failed to satisfy constraint") as string,
  });
  await expect(new ECSClient(client()).send(new RunTaskCommand({ taskDefinition: undefined }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('values within the bounds pass', async () => {
  await expect(new ECSClient(client()).send(new ListTasksCommand({ desiredStatus: 'RUNNING' }))).rejects.toMatchObject({
    name: 'ClusterNotFoundException',
  });
});

const packages: [service: string, name: string][] = [
  ['ecs', 'ecs'],
  ['ecr', 'ecr'],
  ['elasticloadbalancing', 'elastic-load-balancing-v2'],
  ['ssm', 'ssm'],
  ['logs', 'cloudwatch-logs'],
  ['iam', 'iam'],
  ['kms', 'kms'],
  ['secretsmanager', 'secrets-manager'],
  ['application-autoscaling', 'application-auto-scaling'],
];

describe.each(packages)('the constraints of %s', (id, name) => {
  const service = services.find((each) => each.id === id) as AwsService;

  test('say of every member what the SDK’s types say', async () => {
    const declared = declaredEnums(name, (await service.schemas) as Record<string, object>);
    const members: Constraints['members'] = service.constraints?.members ?? {};
    const listed = Object.entries(members).flatMap(([member, { oneOf }]) =>
      oneOf === undefined ? [] : [[member, oneOf]],
    );
    expect(listed.filter(([member = '', values]) => declared.all.get(member) !== values)).toEqual([]);
    expect(Object.keys(members)).toEqual(expect.arrayContaining(declared.asked(Object.keys(service.operations))));
    const known = new Set(Object.values(await service.schemas).flatMap((schema) => membersOf(schema)));
    expect(Object.keys(members).filter((member) => !known.has(member))).toEqual([]);
  });
});

type Schema = [kind: number, space: string, name: string, traits: unknown, ...rest: unknown[]];

function membersOf(schema: unknown): string[] {
  if (!Array.isArray(schema) || schema[0] !== 3) return [];
  return (schema[4] as string[]).map((member) => `${schema[2]}.${member}`);
}

/** The members that the SDK's declarations give an enum, of all structures and of those that operations ask for. */
function declaredEnums(name: string, exports: Record<string, object>) {
  const models = join(dirname(require.resolve(`@aws-sdk/client-${name}/package.json`)), 'dist-types', 'models');
  const text = readdirSync(models)
    .filter((file) => file.startsWith('models'))
    .map((file) => readFileSync(join(models, file), 'utf8'))
    .join('\n');
  const all = new Map<string, string>();
  for (const [, structure, body = ''] of text.matchAll(/export interface (\w+) \{([\s\S]*?)\n\}/g)) {
    for (const [, member, type = ''] of body.matchAll(/^ {4}(\w+)\??: (\w+)(?:\[\])? \| undefined;/gm)) {
      if (type in exports && !(`${type}$` in exports)) all.set(`${structure}.${member}`, type);
    }
  }
  const asked = (operations: string[]): string[] => {
    const seen = new Set<unknown>();
    const walk = (reference: unknown): void => {
      const schema = (typeof reference === 'function' ? (reference as () => unknown)() : reference) as Schema;
      if (!Array.isArray(schema) || seen.has(schema)) return;
      seen.add(schema);
      if (schema.length === 2) walk(schema[0]);
      else if (schema[0] === 1) walk(schema[4]);
      else if (schema[0] === 2) walk(schema[5]);
      else if (schema[0] === 3) (schema[5] as unknown[]).forEach(walk);
    };
    for (const operation of operations) walk((exports[`${operation}$`] as unknown[])[4]);
    const structures = new Set([...seen].map((schema) => (schema as Schema)[2]));
    return [...all.keys()].filter((member) => structures.has(member.split('.')[0] ?? ''));
  };
  return { all, asked };
}
