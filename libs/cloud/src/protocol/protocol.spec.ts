import { type Server } from 'node:http';
import {
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateClusterCommand, DescribeTasksCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { AwsError, type AwsService } from '../kernel';
import { endpointOf, openServer } from '../server';
import { MemoryStore } from '../testing/memory-store';
import { Calls, createDispatcher } from '.';

const inputs: unknown[] = [];

const ecs: AwsService = {
  id: 'ecs',
  protocol: { kind: 'json', targetPrefix: 'AmazonEC2ContainerServiceV20141113', version: '1.1' },
  get schemas() {
    return jest.requireActual<Record<string, unknown>>('@aws-sdk/client-ecs');
  },
  operations: {
    CreateCluster: (input: unknown, { account, region }) => {
      inputs.push(input);
      return { cluster: { clusterArn: `arn:aws:ecs:${region}:${account}:cluster/c`, unknown: 1 } };
    },
    DescribeTasks: (input: unknown) => {
      inputs.push(input);
      return { tasks: [{ createdAt: new Date(1_700_000_000_500), version: 3 }] };
    },
    ListTasks: () => {
      throw new Error('oops');
    },
    ListServices: () => {
      throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    },
  },
};

const elbv2: AwsService = {
  id: 'elasticloadbalancing',
  protocol: {
    kind: 'query',
    version: '2015-12-01',
    namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  },
  get schemas() {
    return jest.requireActual<Record<string, unknown>>('@aws-sdk/client-elastic-load-balancing-v2');
  },
  operations: {
    RegisterTargets: (input: unknown) => {
      inputs.push(input);
      return {};
    },
    DescribeRules: () => ({
      Rules: [
        {
          RuleArn: 'a<b&c',
          IsDefault: true,
          Conditions: [{ Field: 'path-pattern', Values: ['/a', '/b'] }],
          Actions: [],
        },
      ],
    }),
    DescribeTargetHealth: () => {
      throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
    },
  },
};

let server: Server;
const calls = new Calls();
const unused = () => Promise.reject(new Error('not asked for here'));

beforeAll(async () => {
  const dispatch = createDispatcher({
    services: [ecs, elbv2],
    account: '123456789012',
    calls,
    store: new MemoryStore(),
  });
  server = await openServer(0, { dispatch, registry: unused, control: unused });
});

afterAll(() => server.close());

beforeEach(() => {
  inputs.length = 0;
});

const clientOptions = () => ({
  endpoint: endpointOf(server),
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  maxAttempts: 1,
});

const signature = `AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-central-1/ecs/aws4_request, SignedHeaders=host, Signature=${'a'.repeat(64)}`;

async function raw(operation: string, body: string, headers: Record<string, string> = { authorization: signature }) {
  const response = await fetch(endpointOf(server), {
    method: 'POST',
    headers: { 'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`, ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('AWS JSON', () => {
  test('input and output travel; region and account are those of the signature’s scope', async () => {
    const output = await new ECSClient(clientOptions()).send(
      new CreateClusterCommand({ clusterName: 'c', tags: [{ key: 'a', value: 'b' }] }),
    );
    expect(inputs).toEqual([{ clusterName: 'c', tags: [{ key: 'a', value: 'b' }] }]);
    expect(output.cluster).toEqual({ clusterArn: 'arn:aws:ecs:eu-central-1:123456789012:cluster/c' });
  });

  test('timestamps arrive as dates', async () => {
    const { tasks } = await new ECSClient(clientOptions()).send(new DescribeTasksCommand({ tasks: ['t'] }));
    expect(tasks).toEqual([{ createdAt: new Date(1_700_000_000_500), version: 3 }]);
  });

  test('members that the schema does not know are left out', async () => {
    await raw('CreateCluster', JSON.stringify({ clusterName: 'c', nonsense: true }));
    expect(inputs).toEqual([{ clusterName: 'c' }]);
  });

  test('a required member that is missing is refused in AWS’s words', async () => {
    const { status, body } = await raw('DescribeTasks', '{}');
    expect(status).toBe(400);
    expect(body).toEqual({
      __type: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'tasks' failed to satisfy constraint: Member must not be null",
    });
  });

  test.each([
    ['a wrong type', '{"clusterName": 7}', "Expected a string at 'clusterName'"],
    ['a wrong type within a list', '{"tags": [7]}', "Expected a structure at 'tags.1.member'"],
    ['no JSON', '{', 'The request body is not JSON'],
  ])('%s is a SerializationException', async (_what, text, message) => {
    const { status, body } = await raw('CreateCluster', text);
    expect({ status, ...body }).toEqual({ status: 400, __type: 'SerializationException', message });
  });

  test('an operation’s own error keeps its name', async () => {
    expect(await raw('ListServices', '{}')).toEqual({
      status: 400,
      body: { __type: 'ClusterNotFoundException', message: 'Cluster not found.' },
    });
  });

  test('an operation that is not built answers 501 with its name', async () => {
    await expect(new ECSClient(clientOptions()).send(new ListClustersCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'ecs ListClusters is not built into the embedded cloud',
      $metadata: { httpStatusCode: 501 },
    });
  });

  test('one that AWS does not have either is unknown', async () => {
    expect((await raw('MakeCoffee', '{}')).body['__type']).toBe('UnknownOperationException');
  });

  test('a bug of ours answers 500', async () => {
    expect((await raw('ListTasks', '{}')).status).toBe(500);
  });

  test.each([
    ['none', {}, 'MissingAuthenticationTokenException'],
    ['a malformed one', { authorization: 'AWS4-HMAC-SHA256 Credential=AKID' }, 'IncompleteSignatureException'],
  ])('a request with %s of the signatures is refused', async (_what, headers, code) => {
    expect(await raw('CreateCluster', '{}', headers)).toMatchObject({ status: 403, body: { __type: code } });
    expect(inputs).toEqual([]);
  });
});

describe('AWS Query', () => {
  const client = () => new ElasticLoadBalancingV2Client(clientOptions());

  test('lists of structures with numbers arrive', async () => {
    const targets = [
      { Id: '127.0.0.1', Port: 1 },
      { Id: '127.0.0.1', Port: 2 },
    ];
    await client().send(new RegisterTargetsCommand({ TargetGroupArn: 'arn', Targets: targets }));
    expect(inputs).toEqual([{ TargetGroupArn: 'arn', Targets: targets }]);
  });

  test('XML is escaped, and lists and booleans come out', async () => {
    const { Rules } = await client().send(new DescribeRulesCommand({}));
    expect(Rules).toEqual([
      { RuleArn: 'a<b&c', IsDefault: true, Conditions: [{ Field: 'path-pattern', Values: ['/a', '/b'] }], Actions: [] },
    ]);
  });

  test('an error arrives as the SDK’s exception', async () => {
    await expect(client().send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn' }))).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
      message: 'One or more target groups not found',
    });
  });
});

describe('the server', () => {
  test('counts calls by service and operation', async () => {
    calls.reset();
    await raw('CreateCluster', '{}');
    await raw('CreateCluster', '{}');
    expect(calls.report()).toEqual({ ecs: { CreateCluster: 2 } });
  });

  test.each([
    ['name', { host: 'evil.example' }],
    ['origin', { origin: 'https://evil.example' }],
  ])('refuses a page of another site by its %s', async (_what, headers) => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(endpointOf(server), { method: 'POST', headers }, (response) =>
        resolve(response.resume().statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });

  test('says which port is in use', async () => {
    const port = Number(new URL(endpointOf(server)).port);
    const parts = { dispatch: unused, registry: unused, control: unused };
    await expect(openServer(port, parts)).rejects.toMatchObject({ code: 'LS4001' });
  });
});
