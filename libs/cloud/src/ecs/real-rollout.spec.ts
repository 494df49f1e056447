import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import {
  type DescribeServicesResponse,
  type DescribeTasksResponse,
  type ListTasksResponse,
  type Service,
} from '@aws-sdk/client-ecs';
import {
  type CreateRuleCommandOutput,
  type CreateTargetGroupCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createProcessRuntime, layoutSource } from '@longshore/runtime';
import { writeImageLayout } from '@longshore/runtime/src/testing';
import { createElbv2 } from '../elbv2';
import { type AwsService, type Operation, systemClock } from '../kernel';
import { createLogs } from '../logs';
import { createEcs } from '.';
import { context, serviceRequest, taskDefinitionRequest } from './testing';
import { MemoryStore } from '../testing/memory-store';

/** A service that answers with its version, and is healthy or not. */
const script = (version: string, healthStatus: number, host: string): string => `
  const server = require('node:http').createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    response.statusCode = request.url === '/health' ? ${healthStatus} : 200;
    response.end('${version}');
  });
  server.listen(process.env.PORT, ${host}, () => console.log('${version} listens'));
  process.on('SIGTERM', () => server.close());
`;

/** How long a rollout may take on a loaded machine, in milliseconds. */
const patienceMs = 120_000;

describe('with real processes behind the real load balancer', () => {
  const dir = mkdtempSync(join(tmpdir(), 'longshore-rollout-'));
  const store = new MemoryStore();
  const elbv2 = createElbv2({ store, clock: systemClock });
  const { targetGroups } = elbv2;
  const logs = createLogs({ store, clock: systemClock, dir: join(dir, 'streams') });
  const ecs = createEcs({
    store,
    clock: systemClock,
    runtime: createProcessRuntime({ dir: join(dir, 'runtime') }),
    images: { resolve: (reference) => Promise.resolve(layoutSource(join(dir, reference))) },
    targetGroups,
    parameters: { value: () => undefined },
    secrets: { value: () => undefined },
    logStreams: logs.streams,
    logsDir: join(dir, 'logs'),
  });
  let url: string;
  let loadBalancers: { targetGroupArn?: string; containerName: string; containerPort: number }[];

  const call = async <Output>(service: AwsService, operation: string, input: object): Promise<Output> => {
    const run = service.operations[operation] as Operation | undefined;
    return (await run?.(input, context)) as Output;
  };

  beforeAll(async () => {
    const [balancer] = await elbv2.start([
      { name: 'local', port: 0, account: context.account, region: context.region },
    ]);
    url = balancer?.url ?? '';
    const { TargetGroups } = await call<CreateTargetGroupCommandOutput>(elbv2.service, 'CreateTargetGroup', {
      Name: 'rooms',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: 'vpc-1',
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 2,
      HealthCheckTimeoutSeconds: 1,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
    });
    const targetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
    await call(elbv2.service, 'ModifyTargetGroupAttributes', {
      TargetGroupArn: targetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '1' }],
    });
    await call<CreateRuleCommandOutput>(elbv2.service, 'CreateRule', {
      ListenerArn: balancer?.listenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    });
    loadBalancers = [{ targetGroupArn, containerName: 'app', containerPort: 8000 }];
    await ecs.start();
    await call(ecs.service, 'CreateCluster', { clusterName: 'local' });
  });

  afterAll(async () => {
    await ecs.stop();
    await elbv2.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Registers a task definition that runs a script. */
  const register = async (version: string, healthStatus: number, host = 'process.env.HOST'): Promise<void> => {
    await writeImageLayout(join(dir, version), {
      layers: [{ 'app/main.js': script(version, healthStatus, host) }],
      config: { WorkingDir: '/app', Entrypoint: ['node'], Cmd: ['main.js'] },
    });
    const containerDefinitions = [
      {
        name: 'app',
        image: version,
        portMappings: [{ containerPort: 8000 }],
        environment: [{ name: 'PORT', value: '8000' }],
        stopTimeout: 5,
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': 'rooms',
            'awslogs-region': context.region,
            'awslogs-stream-prefix': 'ecs',
            'awslogs-create-group': 'true',
          },
        },
      },
    ];
    await call(ecs.service, 'RegisterTaskDefinition', { ...taskDefinitionRequest, containerDefinitions });
  };

  const read = async (): Promise<Service> => {
    const request = { cluster: 'local', services: ['rooms'] };
    const { services } = await call<DescribeServicesResponse>(ecs.service, 'DescribeServices', request);
    return services?.[0] ?? {};
  };

  /** Waits until the PRIMARY deployment has completed with a task definition. */
  const completed = async (revision: string): Promise<Service> => {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const service = await read();
      const [primary] = service.deployments ?? [];
      if (primary?.taskDefinition?.endsWith(revision) && primary.rolloutState === 'COMPLETED') return service;
      if (Date.now() > deadline) throw new Error(`${revision} is not completed: ${JSON.stringify(service.events)}`);
      await setTimeout(50);
    }
  };

  const answer = (): Promise<string> =>
    new Promise((resolve, reject) => {
      get(url, (response) => {
        let body = `${response.statusCode} `;
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve(body));
        response.on('error', reject);
      }).on('error', reject);
    });

  /** Sends requests one after the other until told to end; gives what was answered. */
  const requestsDuring = async (work: () => Promise<unknown>): Promise<Set<string>> => {
    const answers = new Set<string>();
    let going = true;
    const sending = (async () => {
      while (going) answers.add(await answer());
    })();
    await work();
    going = false;
    await sending;
    return answers;
  };

  it(
    'rolls to a good version and back from a bad one, and no request fails',
    async () => {
      await register('v1', 200);
      await call(ecs.service, 'CreateService', { ...serviceRequest, loadBalancers, healthCheckGracePeriodSeconds: 2 });
      await completed('rooms:1');
      expect(await answer()).toBe('200 v1');
      const { events = [] } = await call<FilterLogEventsResponse>(logs.service, 'FilterLogEvents', {
        logGroupName: 'rooms',
      });
      expect(events.map(({ message }) => message)).toContainEqual(
        expect.stringMatching(
          /^longshore: no engine runs this container: PORT=\d+ in place of 8000, HOST=127\.0\.0\.2$/,
        ),
      );

      await register('v2', 200);
      const update = { cluster: 'local', service: 'rooms', taskDefinition: 'rooms' };
      const duringGood = await requestsDuring(async () => {
        await call(ecs.service, 'UpdateService', update);
        await completed('rooms:2');
      });
      expect(duringGood).toEqual(new Set(['200 v1', '200 v2']));
      expect(await answer()).toBe('200 v2');

      await register('v3', 500);
      const duringBad = await requestsDuring(async () => {
        await call(ecs.service, 'UpdateService', update);
        await completed('rooms:2');
      });
      expect(duringBad).toEqual(new Set(['200 v2']));
      const failed = (await read()).deployments?.find(({ rolloutState }) => rolloutState === 'FAILED');
      expect(failed?.taskDefinition).toMatch(/rooms:3$/);
      const list = { cluster: 'local', desiredStatus: 'STOPPED', startedBy: failed?.id };
      const { taskArns } = await call<ListTasksResponse>(ecs.service, 'ListTasks', list);
      const described = { cluster: 'local', tasks: taskArns };
      const { tasks } = await call<DescribeTasksResponse>(ecs.service, 'DescribeTasks', described);
      expect(tasks?.map(({ stoppedReason }) => stoppedReason)).toContain(
        `Task failed ELB health checks in (target-group ${loadBalancers[0]?.targetGroupArn})`,
      );
    },
    3 * patienceMs,
  );

  it(
    'rolls back from a version that listens on 127.0.0.1 only, and its log names the cause',
    async () => {
      await register('v4', 200, "'127.0.0.1'");
      const during = await requestsDuring(async () => {
        await call(ecs.service, 'UpdateService', { cluster: 'local', service: 'rooms', taskDefinition: 'rooms' });
        await completed('rooms:2');
      });
      expect(during).toEqual(new Set(['200 v2']));
      const { events = [] } = await call<FilterLogEventsResponse>(logs.service, 'FilterLogEvents', {
        logGroupName: 'rooms',
        filterPattern: '"longshore: port"',
      });
      expect(events[0]?.message).toBe(
        'longshore: port 8000 listens on 127.0.0.1 only, where no load balancer reaches it: listen on 0.0.0.0',
      );
    },
    2 * patienceMs,
  );
});
