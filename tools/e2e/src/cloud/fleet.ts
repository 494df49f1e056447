import { setTimeout } from 'node:timers/promises';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

const cluster = 'fleet';

/** How long a service is waited for, in milliseconds. */
const patienceMs = 120_000;

/** Services of two copies behind the load balancer of an embedded cloud, each at the path of its name. */
export class Fleet {
  readonly #ecs: ECSClient;
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #ssm: SSMClient;

  /** @param endpoint of the cloud, as `http://127.0.0.1:4566` */
  constructor(endpoint: string) {
    const credentials = { accessKeyId: 'e2e', secretAccessKey: 'e2e' };
    const options = { endpoint, region: 'us-east-1', credentials };
    this.#ecs = new ECSClient(options);
    this.#elb = new ElasticLoadBalancingV2Client(options);
    this.#ssm = new SSMClient(options);
  }

  async createCluster(): Promise<void> {
    await this.#ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  }

  /** Registers a revision whose container listens on port 8000; resolves with its ARN. */
  async register(family: string, image: string, variables: Record<string, string>): Promise<string> {
    const environment = Object.entries(variables).map(([name, value]) => ({ name, value }));
    const answer = await this.#ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        executionRoleArn: 'arn:aws:iam::123456789012:role/longshore-local-execution',
        containerDefinitions: [
          { name: 'app', image, environment, portMappings: [{ containerPort: 8000 }], stopTimeout: 5 },
        ],
      }),
    );
    return answer.taskDefinition?.taskDefinitionArn ?? '';
  }

  /** @param priority of its rule on the listener */
  async createService(serviceName: string, taskDefinition: string, priority: number): Promise<void> {
    const targetGroupArn = await this.#createTargetGroup(serviceName, priority);
    await this.#ecs.send(
      new CreateServiceCommand({
        cluster,
        serviceName,
        taskDefinition,
        desiredCount: 2,
        launchType: 'FARGATE',
        healthCheckGracePeriodSeconds: 5,
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
        loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 8000 }],
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0000000000000000a'] } },
      }),
    );
  }

  async update(service: string, taskDefinition: string): Promise<void> {
    await this.#ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition }));
  }

  async service(name: string): Promise<Service> {
    const { services } = await this.#ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
    if (!services?.[0]) throw new Error(`no service ${name}`);
    return services[0];
  }

  async stoppedTasks(serviceName: string): Promise<Task[]> {
    const { taskArns: tasks = [] } = await this.#ecs.send(
      new ListTasksCommand({ cluster, serviceName, desiredStatus: 'STOPPED' }),
    );
    if (tasks.length === 0) return [];
    return (await this.#ecs.send(new DescribeTasksCommand({ cluster, tasks }))).tasks ?? [];
  }

  /** Waits for a service to be as it should; where it never is, says how it is. */
  async until(name: string, condition: (service: Service) => boolean): Promise<Service> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const service = await this.service(name);
      if (condition(service)) return service;
      if (Date.now() > deadline) throw new Error(`${name} stays so: ${JSON.stringify(service, undefined, 2)}`);
      await setTimeout(50);
    }
  }

  async #createTargetGroup(name: string, priority: number): Promise<string> {
    const { TargetGroups } = await this.#elb.send(
      new CreateTargetGroupCommand({
        Name: name,
        Protocol: 'HTTP',
        Port: 80,
        VpcId: 'vpc-0000000000embedded',
        TargetType: 'ip',
        HealthCheckPath: '/health',
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
      }),
    );
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '3' }];
    await this.#elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
    const listener = await this.#ssm.send(new GetParameterCommand({ Name: '/longshore/local/listener-arn' }));
    await this.#elb.send(
      new CreateRuleCommand({
        ListenerArn: listener.Parameter?.Value,
        Priority: priority,
        Conditions: [{ Field: 'path-pattern', Values: [`/${name}`, `/${name}/*`] }],
        Actions: [{ Type: 'forward', TargetGroupArn }],
      }),
    );
    return TargetGroupArn;
  }
}

/** Whether one deployment is left, and it came to its end with two copies. */
export const isSettled = ({ deployments = [], runningCount }: Service): boolean =>
  deployments.length === 1 && deployments[0]?.rolloutState === 'COMPLETED' && runningCount === 2;
