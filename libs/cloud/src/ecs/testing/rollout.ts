import { arnInCluster } from '../arn';
import { type Action, type RevisionRequest, startDeployment, step, type TaskObservation } from '../scheduler';
import { type DeploymentRecord, type RollingConfiguration, type ServiceRecord, type Stop } from '../state';

const clusterArn = 'arn:aws:ecs:us-east-1:123456789012:cluster/local';

/** A target group that has no more than a name. */
export const targetGroupArn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/rooms/0123456789abcdef';

/** How the service under test is set up. */
export interface RolloutOptions {
  desiredCount?: number;
  configuration?: Partial<RollingConfiguration>;
  graceSeconds?: number;
  /** Whether its tasks are registered in a target group. */
  balanced?: boolean;
  /** Whether its tasks have a container health check. */
  checked?: boolean;
  /** How many availability zones its tasks may run in, balanced by the scheduler; none where it is missing. */
  zones?: number;
}

/** A service, its tasks as plain objects, and a time that only moves when told: what drives the scheduler in tests. */
export class Rollout {
  now = 1_000_000;
  service: ServiceRecord;
  /** When the scheduler wants to be called again. */
  due?: number;
  readonly tasks = new Map<string, TaskObservation & { deploymentId: string }>();
  /** Reasons of the stops that the scheduler asked for, oldest first. */
  readonly stopReasons: string[] = [];

  constructor(private readonly options: RolloutOptions = {}) {
    this.service = newService(options);
  }

  /** Starts a deployment of a task definition, as CreateService or UpdateService do. */
  deploy(name: string): DeploymentRecord {
    const request: RevisionRequest = {
      taskDefinition: arnInCluster(clusterArn, 'task-definition', name),
      networkConfiguration: { awsvpcConfiguration: { subnets: Array<string>(this.options.zones ?? 0).fill('subnet') } },
      loadBalancers: this.options.balanced ? [{ targetGroupArn, containerName: 'app', containerPort: 8000 }] : [],
    };
    const deployment = startDeployment(this.service, request, this.now);
    this.step();
    return deployment;
  }

  /** Deploys, makes every task healthy, and lets the old ones go: a rollout that works. */
  deployWell(name: string): DeploymentRecord {
    const deployment = this.deploy(name);
    this.until(() => {
      this.advance(1000);
      this.runAll();
      this.healAll();
      this.endStopping();
    });
    return deployment;
  }

  /** Takes a step, and carries out what it asks for. */
  step(): void {
    const result = step(this.service, this.now, [...this.tasks.values()]);
    this.service = result.service;
    this.due = result.due;
    for (const action of result.actions) {
      if (action.kind === 'start') this.add(action);
      else this.deactivate(action.taskArn, action);
    }
  }

  advance(milliseconds: number): void {
    this.now += milliseconds;
    this.step();
  }

  /** Lets every task that is on its way reach RUNNING. */
  runAll(): void {
    for (const task of this.withStatus('PROVISIONING')) {
      task.lastStatus = 'RUNNING';
      task.startedAt = this.now;
      if (this.options.balanced) task.targets = [{ targetGroupArn, port: 8000, state: 'initial' }];
      if (this.options.checked) task.containerHealth = 'UNKNOWN';
    }
    this.step();
  }

  healAll(deploymentId?: string): void {
    for (const task of this.withStatus('RUNNING', deploymentId)) {
      for (const target of task.targets) target.state = 'healthy';
      if (task.containerHealth) task.containerHealth = 'HEALTHY';
    }
    this.step();
  }

  heal(taskArn: string): void {
    for (const target of this.task(taskArn).targets) target.state = 'healthy';
    this.step();
  }

  /** Lets the checks of every running task of a deployment fail. */
  failChecks(deploymentId: string): void {
    for (const task of this.withStatus('RUNNING', deploymentId)) this.spoil(task);
    this.step();
  }

  failCheck(taskArn: string): void {
    this.spoil(this.task(taskArn));
    this.step();
  }

  /** Ends a task as if by itself. */
  end(taskArn: string, stop: Stop): void {
    Object.assign(this.task(taskArn), { lastStatus: 'STOPPED', stop });
    this.step();
    this.tasks.delete(taskArn);
  }

  /** Ends every task of a deployment that is not stopping yet, before it reached RUNNING. */
  failStarts(deploymentId: string): void {
    for (const task of this.live(deploymentId)) {
      this.end(task.taskArn, { code: 'TaskFailedToStart', reason: 'CannotPullContainerError: not found' });
    }
  }

  /** Lets every task that was told to stop be gone. */
  endStopping(): void {
    const stopping = this.withStatus('DEACTIVATING');
    for (const task of stopping) task.lastStatus = 'STOPPED';
    this.step();
    for (const { taskArn } of stopping) this.tasks.delete(taskArn);
  }

  /** Tasks that the scheduler has not asked to stop. */
  live(deploymentId?: string): (TaskObservation & { deploymentId: string })[] {
    return [...this.tasks.values()].filter(
      (task) =>
        !['DEACTIVATING', 'STOPPED'].includes(task.lastStatus) &&
        (deploymentId === undefined || task.deploymentId === deploymentId),
    );
  }

  deployment(id: string): DeploymentRecord | undefined {
    return this.service.deployments.find((deployment) => deployment.id === id);
  }

  get primary(): DeploymentRecord {
    const primary = this.service.deployments.find(({ status }) => status === 'PRIMARY');
    if (!primary) throw new Error('the service has no PRIMARY deployment');
    return primary;
  }

  /** Messages without the leading `(service rooms) `, oldest first. */
  get events(): string[] {
    return this.service.events.map(({ message }) => message.replace('(service rooms) ', '')).reverse();
  }

  private add({ taskArn, deploymentId, availabilityZone }: Extract<Action, { kind: 'start' }>): void {
    this.tasks.set(taskArn, { taskArn, deploymentId, availabilityZone, lastStatus: 'PROVISIONING', targets: [] });
  }

  private deactivate(taskArn: string, stop: Stop): void {
    this.stopReasons.push(stop.reason);
    Object.assign(this.task(taskArn), { lastStatus: 'DEACTIVATING', stop });
  }

  private spoil(task: TaskObservation): void {
    for (const target of task.targets) target.state = 'unhealthy';
    if (task.containerHealth) task.containerHealth = 'UNHEALTHY';
  }

  private task(taskArn: string): TaskObservation {
    const task = this.tasks.get(taskArn);
    if (!task) throw new Error(`no task ${taskArn}`);
    return task;
  }

  private withStatus(lastStatus: string, deploymentId?: string): TaskObservation[] {
    return [...this.tasks.values()].filter(
      (task) => task.lastStatus === lastStatus && (deploymentId === undefined || task.deploymentId === deploymentId),
    );
  }

  private until(round: () => void): void {
    for (let count = 0; count < 200 && this.primary.rolloutState === 'IN_PROGRESS'; count += 1) round();
    if (this.primary.rolloutState !== 'COMPLETED') throw new Error(`rollout ended as ${this.primary.rolloutState}`);
  }
}

function newService(options: RolloutOptions): ServiceRecord {
  return {
    arn: arnInCluster(clusterArn, 'service', 'rooms'),
    name: 'rooms',
    clusterArn,
    status: 'ACTIVE',
    createdAt: 0,
    createdBy: 'arn:aws:iam::123456789012:root',
    shown: { availabilityZoneRebalancing: 'ENABLED' },
    tags: [],
    requestHash: '',
    desiredCount: options.desiredCount ?? 2,
    configuration: { minimumHealthyPercent: 100, maximumPercent: 200, ...options.configuration },
    healthCheckGracePeriodSeconds: options.graceSeconds ?? 0,
    deployments: [],
    serviceDeployments: [],
    revisions: {},
    scheduled: {},
    events: [],
    steady: false,
    seed: 'seed',
    serial: 0,
  };
}
