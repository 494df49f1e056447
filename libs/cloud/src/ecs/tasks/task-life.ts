import { type ContainerDefinition } from '@aws-sdk/client-ecs';
import { type Health, type PreparedImage, type Runtime } from '@longshore/runtime';
import { type Clock, type Images, type Parameters, type TargetGroups } from '../../kernel';
import { type Stop, type TaskDefinitionRecord, type TaskRecord } from '../state';
import { containerSpec, readSecrets } from './container-spec';
import { messageOf, TaskFailure } from './failure';
import { statusOf, taskHealth } from './health';
import { type LogFile } from './log-file';
import { pull } from './pull';
import { reasonOf, type RunningContainer, stopContainer } from './running-container';
import { deregisterTargets, registerTargets, targetsUnused } from './targets';

/** What a task's life needs from outside. */
export interface LifePorts {
  clock: Clock;
  runtime: Runtime;
  images: Images;
  targetGroups: TargetGroups;
  parameters: Parameters;
}

/** What containers get between the stop signal and SIGKILL when the cloud itself ends, in seconds. */
const hurriedStopSeconds = 2;

/** One task from PROVISIONING to STOPPED: runs its containers, registers its targets, and keeps its record true. */
export class TaskLife {
  private readonly running: RunningContainer[] = [];
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
    this.ending = new Promise((resolve) => {
      this.aborted.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.ended = this.live();
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
    await this.drain();
    await this.stopContainers();
    await this.cleanUp();
  }

  private async launch(): Promise<void> {
    // The scheduler that started the task has first to see it PROVISIONING.
    await Promise.resolve();
    this.enter('PENDING');
    const definitions = this.definition.containerDefinitions ?? [];
    const secrets = definitions.map((definition) => readSecrets(definition, this.ports.parameters));
    const images = await this.pullAll(definitions);
    for (const [index, definition] of definitions.entries()) {
      const image = images[index];
      if (image && !this.aborted.signal.aborted) await this.startContainer(definition, image, secrets[index] ?? {});
    }
    if (this.aborted.signal.aborted) return;
    this.enter('ACTIVATING');
    registerTargets(this.record, this.running, this.ports.targetGroups);
    this.record.task.startedAt = this.ports.clock.now();
    this.enter('RUNNING');
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

  private async startContainer(
    definition: ContainerDefinition,
    image: PreparedImage,
    secrets: Record<string, string>,
  ): Promise<void> {
    const spec = containerSpec(this.record, definition, image, secrets);
    const container = await this.ports.runtime.start(spec, this.aborted.signal).catch((error: unknown) => {
      throw new TaskFailure(`CannotStartContainerError: ${messageOf(error)}`, definition.name, 'Task failed to start');
    });
    const running: RunningContainer = { definition, container };
    this.running.push(running);
    this.describeContainer(definition.name, {
      lastStatus: 'RUNNING',
      runtimeId: container.id,
      imageDigest: image.digest,
    });
    const prefix = (this.definition.containerDefinitions ?? []).length > 1 ? `[${definition.name}] ` : '';
    container.onLog(({ text }) => this.log.add(`${prefix}${text}`));
    container.onHealth((health) => this.noteHealth(running, health));
    void container.exited.then((exit) => this.noteExit(running, exit));
  }

  private noteExit(running: RunningContainer, exit: RunningContainer['exit'] & object): void {
    if (running.exit) return;
    running.exit = exit;
    const { name, essential } = running.definition;
    this.describeContainer(name, { lastStatus: 'STOPPED', exitCode: exit.code, reason: reasonOf(exit) });
    if (essential !== false) {
      this.stop({ code: 'EssentialContainerExited', reason: 'Essential container in task exited' });
    }
    this.changed();
  }

  private noteHealth({ definition, exit }: RunningContainer, health: Health): void {
    if (exit) return;
    const { task } = this.record;
    this.describeContainer(definition.name, { healthStatus: statusOf(health) });
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

  /** Nobody may send requests any more before the stop signal; a task that died by itself needs no such wait. */
  private async drain(): Promise<void> {
    if (this.record.targets.length === 0) return;
    this.enter('DEACTIVATING');
    deregisterTargets(this.record, this.ports.targetGroups);
    const died = Promise.race(
      this.running.filter(({ definition }) => definition.essential !== false).map(({ container }) => container.exited),
    );
    await Promise.race([targetsUnused(this.record, this.ports.targetGroups, this.hurried.signal), died]);
    this.hurried.abort();
  }

  private async stopContainers(): Promise<void> {
    this.enter('STOPPING');
    const alive = this.running.filter(({ exit }) => exit === undefined);
    await Promise.all(
      alive.map(async (running) => this.noteExit(running, await stopContainer(running, this.longestStop))),
    );
    this.record.task.executionStoppedAt = this.ports.clock.now();
  }

  private async cleanUp(): Promise<void> {
    this.enter('DEPROVISIONING');
    await Promise.allSettled(this.running.map(({ container }) => container.remove()));
    await this.log.flush();
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
