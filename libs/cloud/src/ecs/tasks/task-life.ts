import { type ContainerDefinition } from '@aws-sdk/client-ecs';
import { type Container, type Exit, type Health, type PreparedImage, type Runtime } from '@longshore/runtime';
import {
  type Clock,
  type Images,
  type LogStream,
  type LogStreams,
  type Parameters,
  type Secrets,
  type TargetGroups,
} from '../../kernel';
import { sleep } from '../../kernel/sleep';
import { type Stop, type TaskDefinitionRecord, type TaskRecord } from '../state';
import { metadataPath } from '../metadata/metadata';
import { openAwslogs } from './awslogs';
import { containerSpec } from './container-spec';
import { messageOf, TaskFailure } from './failure';
import { statusOf, taskHealth } from './health';
import { type LogFile } from './log-file';
import { pull } from './pull';
import { isEssential, reasonOf, type RunningContainer } from './running-container';
import { readSecrets } from './secrets';
import { deregisterTargets, registerTargets, targetsUnused } from './targets';
import { TaskContainers } from './task-containers';
import { unreachableLines } from './unreachable';

/** What a task's life needs from outside. */
export interface LifePorts {
  clock: Clock;
  runtime: Runtime;
  images: Images;
  targetGroups: TargetGroups;
  parameters: Parameters;
  secrets: Secrets;
  logStreams: LogStreams;
  /** Milliseconds until AWS takes a task of FARGATE_SPOT back that runs a revision, by ARN; undefined where it does not. */
  spotInterruption?(taskDefinitionArn: string): number | undefined;
  /** Base URL of the cloud, where containers find the metadata of their task. */
  endpoint?: string;
}

/** What containers get between the stop signal and SIGKILL when the cloud itself ends, in seconds. */
const hurriedStopSeconds = 2;

/** How long a runtime may take to tell that a container has ended, in milliseconds. */
const endToldWithin = 10_000;

/** One task from PROVISIONING to STOPPED: runs its containers, registers its targets, and keeps its record true. */
export class TaskLife {
  private readonly containers: TaskContainers;
  /** Where the lines of containers go whose log driver is `awslogs`, by container. */
  private readonly logStreams = new Map<string | undefined, LogStream>();
  private readonly aborted = new AbortController();
  /** Aborts the wait for targets to drain. */
  private readonly hurried = new AbortController();
  /** Longest time between the stop signal and SIGKILL, in seconds, whatever the task definition says. */
  private longestStop = Infinity;
  private readonly ending: Promise<void>;
  /** Resolves when the task is STOPPED. */
  readonly ended: Promise<void>;

  constructor(
    private readonly record: TaskRecord,
    private readonly definition: TaskDefinitionRecord['definition'],
    private readonly ports: LifePorts,
    private readonly log: LogFile,
    private readonly changed: () => void,
  ) {
    this.containers = new TaskContainers(ports, {
      started: (started, container) => this.noteStart(started, container),
      health: ({ name }, health) => this.noteHealth(name, health),
      exited: (ended, exit) => this.noteExit(ended, exit),
    });
    this.ending = new Promise((resolve) => {
      this.aborted.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.ended = this.live();
  }

  /** Its containers that were started. */
  get running(): readonly RunningContainer[] {
    return this.containers.running;
  }

  /** Begins the end of the task; the first reason is the one that stays. */
  stop({ code, reason }: Stop): void {
    const { task } = this.record;
    if (task.stopCode !== undefined) return;
    Object.assign(task, {
      desiredStatus: 'STOPPED',
      stopCode: code,
      stoppedReason: reason,
      stoppingAt: this.ports.clock.now(),
    });
    this.aborted.abort();
    this.changed();
  }

  /** Ends the task without waiting for its targets to drain. */
  async stopAtOnce(stop: Stop): Promise<void> {
    this.longestStop = hurriedStopSeconds;
    this.stop(stop);
    this.hurried.abort();
    await this.ended;
  }

  private async live(): Promise<void> {
    try {
      await this.launch();
    } catch (error) {
      this.failToStart(error);
    }
    await this.ending;
    await this.nameCause();
    await this.drain();
    await this.stopContainers();
    await this.cleanUp();
  }

  private async launch(): Promise<void> {
    // The scheduler that started the task has first to see it PROVISIONING.
    await Promise.resolve();
    this.enter('PENDING');
    const definitions = this.definition.containerDefinitions ?? [];
    const secrets = definitions.map((definition) => readSecrets(definition, this.ports));
    const images = await this.pullAll(definitions);
    const starts = definitions.map(async (definition, index) => {
      const image = images[index];
      const given = { ...this.metadataOf(index), ...secrets[index] };
      if (image) await this.startContainer(definition, image, given);
    });
    await Promise.all(starts);
    if (this.aborted.signal.aborted) return;
    this.enter('ACTIVATING');
    await this.register();
    this.record.task.startedAt = this.ports.clock.now();
    this.enter('RUNNING');
    this.awaitInterruption();
  }

  /** An engine has no address for a container that has ended: its end, of which it tells soon, then stops the task. */
  private async register(): Promise<void> {
    try {
      registerTargets(this.record, this.containers.running, this.ports.targetGroups);
    } catch (error) {
      await sleep(this.ports.clock, endToldWithin, this.aborted.signal);
      throw error;
    }
  }

  /** Source of the words: "Amazon ECS stopped tasks error messages", developer guide. */
  private awaitInterruption(): void {
    const { capacityProviderName, taskDefinitionArn = '' } = this.record.task;
    if (capacityProviderName !== 'FARGATE_SPOT') return;
    const afterMs = this.ports.spotInterruption?.(taskDefinitionArn);
    if (afterMs === undefined) return;
    const stop = { code: 'SpotInterruption', reason: 'Your Spot Task was interrupted.' } as const;
    const cancel = this.ports.clock.after(afterMs, () => this.stop(stop));
    void this.ending.then(cancel);
  }

  private metadataOf(index: number): Record<string, string> {
    const { endpoint } = this.ports;
    if (endpoint === undefined) return {};
    return { ECS_CONTAINER_METADATA_URI_V4: `${endpoint}${metadataPath(this.record.task.taskArn, index)}` };
  }

  private async pullAll(definitions: ContainerDefinition[]): Promise<PreparedImage[]> {
    const { task } = this.record;
    task.pullStartedAt = this.ports.clock.now();
    const images = await Promise.all(
      definitions.map(({ name = '', image = '' }) => pull(this.ports, name, image, this.aborted.signal)),
    );
    task.pullStoppedAt = this.ports.clock.now();
    return images;
  }

  /** Ends the whole start where one container cannot start, and then waits for those that are on their way. */
  private async startContainer(
    definition: ContainerDefinition,
    image: PreparedImage,
    secrets: Record<string, string>,
  ): Promise<void> {
    const spec = containerSpec(this.record, definition, image, secrets, this.ports.endpoint);
    this.describeContainer(definition.name, { imageDigest: image.digest });
    try {
      const logStream = openAwslogs(this.record, definition, this.ports.logStreams);
      if (logStream) this.logStreams.set(definition.name, logStream);
      await this.containers.start(definition, spec, this.aborted.signal);
    } catch (error) {
      this.failToStart(error);
    }
  }

  private noteStart({ name }: ContainerDefinition, container: Container): void {
    this.describeContainer(name, { lastStatus: 'RUNNING', runtimeId: container.id });
    this.noteChanges(name, container);
    container.onLog(({ at, text }) => this.write(name, at, text));
    this.changed();
  }

  /** Has the log of a service begin with what differs from an engine; a one-off task prints its own lines alone. */
  private noteChanges(name: string | undefined, { changes }: Container): void {
    if (changes === undefined || !this.record.task.group?.startsWith('service:')) return;
    this.write(name, this.ports.clock.now(), `longshore: no engine runs this container: ${changes}`);
  }

  private write(name: string | undefined, at: number, text: string): void {
    const prefix = (this.definition.containerDefinitions ?? []).length > 1 ? `[${name}] ` : '';
    this.log.add(`${prefix}${text}`);
    this.logStreams.get(name)?.add(at, text);
  }

  private noteExit(definition: ContainerDefinition, exit: Exit): void {
    const described = { lastStatus: 'STOPPED', exitCode: exit.code, reason: reasonOf(exit) };
    this.describeContainer(definition.name, described);
    if (isEssential(definition)) {
      this.stop({ code: 'EssentialContainerExited', reason: 'Essential container in task exited' });
    }
    this.changed();
  }

  private noteHealth(name: string | undefined, health: Health): void {
    const { task } = this.record;
    this.describeContainer(name, { healthStatus: statusOf(health) });
    task.healthStatus = taskHealth(task.containers, this.definition.containerDefinitions ?? []);
    this.changed();
  }

  private failToStart(error: unknown): void {
    const failure = error instanceof TaskFailure ? error : new TaskFailure(messageOf(error));
    if (failure.container !== undefined && !this.aborted.signal.aborted) {
      this.describeContainer(failure.container, { reason: failure.message });
    }
    this.stop({ code: 'TaskFailedToStart', reason: failure.stoppedReason });
  }

  private async nameCause(): Promise<void> {
    const lines = await unreachableLines(this.record, this.containers.running);
    for (const { name, text } of lines) this.write(name, this.ports.clock.now(), text);
  }

  /** Nobody may send requests any more before the stop signal; a task that died by itself needs no such wait. */
  private async drain(): Promise<void> {
    if (this.record.targets.length === 0) return;
    this.enter('DEACTIVATING');
    deregisterTargets(this.record, this.ports.targetGroups);
    const died = Promise.race(
      this.containers.running
        .filter(({ definition }) => isEssential(definition))
        .map(({ container }) => container.exited),
    );
    await Promise.race([targetsUnused(this.record, this.ports.targetGroups, this.hurried.signal), died]);
    this.hurried.abort();
  }

  private async stopContainers(): Promise<void> {
    this.enter('STOPPING');
    await this.containers.stop(this.longestStop);
    this.record.task.executionStoppedAt = this.ports.clock.now();
  }

  private async cleanUp(): Promise<void> {
    this.enter('DEPROVISIONING');
    await this.containers.remove();
    await Promise.all([this.log, ...this.logStreams.values()].map((log) => log.flush()));
    for (const container of this.record.task.containers) container.lastStatus = 'STOPPED';
    this.record.task.stoppedAt = this.ports.clock.now();
    this.enter('STOPPED');
  }

  private enter(status: string): void {
    const { task } = this.record;
    task.lastStatus = status;
    task.version = (task.version ?? 0) + 1;
    this.changed();
  }

  private describeContainer(name: string | undefined, fields: Partial<TaskRecord['task']['containers'][number]>): void {
    const container = this.record.task.containers.find((other) => other.name === name);
    if (container) Object.assign(container, fields);
  }
}
