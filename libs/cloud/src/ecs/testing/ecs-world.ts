import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CreateServiceRequest,
  type DescribeServicesResponse,
  type DescribeTasksResponse,
  type ListTasksResponse,
  type RegisterTaskDefinitionRequest,
  type RegisterTaskDefinitionResponse,
  type Service,
  type Task,
} from '@aws-sdk/client-ecs';
import { type CallContext, type Operation } from '../../kernel';
import { createLogs, type Logs } from '../../logs';
import { createSecretsManager } from '../../secrets-manager';
import { createEcs, type Ecs } from '..';
import { emptyState } from '../state';
import { FakeRuntime } from './fake-runtime';
import { FakeTargetGroups } from './fake-target-groups';
import { MemoryStore } from '../../testing/memory-store';
import { targetGroupArn } from './rollout';
import { settle, VirtualClock } from '../../testing/virtual-clock';

/** Where the calls of tests come from. */
export const context: CallContext = {
  region: 'us-east-1',
  account: '123456789012',
  requestId: 'request',
  endpoint: 'http://127.0.0.1:4566',
};

const awsvpcConfiguration = { subnets: ['subnet-1'] };

/** ECS with fakes around it: a virtual clock, a runtime that runs nothing, target groups that obey. */
export class EcsWorld {
  readonly clock = new VirtualClock();
  readonly store = new MemoryStore();
  readonly targetGroups = new FakeTargetGroups([targetGroupArn]);
  readonly logsDir = mkdtempSync(join(tmpdir(), 'longshore-ecs-'));
  /** Values of parameters by name. */
  readonly parameters = new Map<string, string>();
  readonly secretsManager = createSecretsManager({ store: this.store, clock: this.clock });
  /** References of images that are not there. */
  readonly missingImages = new Set<string>();
  /** Milliseconds until tasks of FARGATE_SPOT are taken back; undefined where they are not. */
  spotInterruptionMs: number | undefined;
  readonly logs: Logs = createLogs({ store: this.store, clock: this.clock, dir: join(this.logsDir, 'streams') });
  runtime = new FakeRuntime();
  ecs: Ecs = this.create();

  /** Starts ECS with a cluster `local`. */
  static async start(): Promise<EcsWorld> {
    const world = new EcsWorld();
    await world.ecs.start(context.endpoint);
    await world.call('CreateCluster', { clusterName: 'local' });
    return world;
  }

  /** Calls an operation as the protocol layer does, and lets what follows from it happen. */
  async call<Output>(operation: string, input: object): Promise<Output> {
    const run = this.ecs.service.operations[operation] as Operation | undefined;
    if (!run) throw new Error(`there is no operation ${operation}`);
    const output = await run(input, context);
    await settle();
    return output as Output;
  }

  /** Registers a task definition with one container on port 8000; gives its ARN. */
  async register(changes: Partial<RegisterTaskDefinitionRequest> = {}): Promise<string> {
    const { taskDefinition } = await this.call<RegisterTaskDefinitionResponse>('RegisterTaskDefinition', {
      ...taskDefinitionRequest,
      ...changes,
    });
    return taskDefinition?.taskDefinitionArn ?? '';
  }

  async createService(changes: Partial<CreateServiceRequest> = {}): Promise<Service> {
    const { service } = await this.call<{ service: Service }>('CreateService', { ...serviceRequest, ...changes });
    return service;
  }

  /** The service `rooms`. */
  async service(): Promise<Service> {
    const { services } = await this.call<DescribeServicesResponse>('DescribeServices', {
      cluster: 'local',
      services: ['rooms'],
    });
    const [service] = services ?? [];
    if (!service) throw new Error('there is no service rooms');
    return service;
  }

  /** Tasks of the cluster by what is wanted of them. */
  async tasks(desiredStatus: 'RUNNING' | 'STOPPED' = 'RUNNING'): Promise<Task[]> {
    const { taskArns } = await this.call<ListTasksResponse>('ListTasks', { cluster: 'local', desiredStatus });
    if (!taskArns?.length) return [];
    const { tasks } = await this.call<DescribeTasksResponse>('DescribeTasks', { cluster: 'local', tasks: taskArns });
    return tasks ?? [];
  }

  /** Ends this cloud as a SIGKILL would, and starts another one on the same state. */
  async restart(): Promise<void> {
    const state = this.store.slice('ecs', emptyState);
    Object.assign(state, JSON.parse(JSON.stringify(state)));
    this.runtime = new FakeRuntime();
    this.ecs = this.create();
    await this.ecs.start();
    await settle();
  }

  /** Waits for what takes real time, as files do. */
  async until(reached: () => Promise<boolean>): Promise<void> {
    while (!(await reached())) await settle();
  }

  async end(): Promise<void> {
    await this.ecs.stop();
    rmSync(this.logsDir, { recursive: true, force: true });
  }

  private create(): Ecs {
    return createEcs({
      spotInterruption: () => this.spotInterruptionMs,
      store: this.store,
      clock: this.clock,
      runtime: this.runtime,
      targetGroups: this.targetGroups,
      parameters: { value: (name) => this.parameters.get(name) },
      secrets: this.secretsManager.secrets,
      images: {
        resolve: (reference) =>
          this.missingImages.has(reference)
            ? Promise.reject(new Error(`${reference}: not found`))
            : Promise.resolve({
                digest: `sha256:${'a'.repeat(64)}`,
                open: () => Promise.reject(new Error('no blobs')),
              }),
      },
      logStreams: this.logs.streams,
      logsDir: this.logsDir,
    });
  }
}

/** A task definition for Fargate with one container `app` on port 8000. */
export const taskDefinitionRequest: RegisterTaskDefinitionRequest = {
  family: 'rooms',
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
  containerDefinitions: [{ name: 'app', image: 'registry/rooms:1', portMappings: [{ containerPort: 8000 }] }],
};

/** Two copies of `rooms` behind the target group, with a circuit breaker that rolls back. */
export const serviceRequest: CreateServiceRequest = {
  cluster: 'local',
  serviceName: 'rooms',
  taskDefinition: 'rooms',
  desiredCount: 2,
  launchType: 'FARGATE',
  networkConfiguration: { awsvpcConfiguration },
  loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 8000 }],
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
};

/** Runs one task of `rooms` outside of any service. */
export const runTaskRequest = {
  cluster: 'local',
  taskDefinition: 'rooms',
  launchType: 'FARGATE',
  networkConfiguration: { awsvpcConfiguration },
};
