import { join } from 'node:path';
import { cpuShareOf } from '@longshore/runtime';
import { type Target } from '../../kernel';
import { lastPart, placeOf } from '../arn';
import { findTaskDefinition } from '../lookup';
import { type EcsState, type Stop, type TaskRecord } from '../state';
import { LogFile } from './log-file';
import { type RunningContainer } from './running-container';
import { type LifePorts, TaskLife } from './task-life';
import { deregisterTargets } from './targets';

/** How long stopped tasks are shown, in milliseconds. */
export const stoppedShownFor = 3_600_000;

/** Why tasks end with the cloud. */
const cloudStopped: Stop = { code: 'TerminationNotice', reason: 'The embedded cloud was stopped' };

/** What the lives of all tasks need. */
export interface LivesOptions extends LifePorts {
  state: EcsState;
  logsDir: string;
  /** Called whenever a task changed. */
  changed: (record: TaskRecord) => void;
}

/** The tasks that live now. */
export class Lives {
  /** Base URL of the cloud, once it answers. */
  endpoint?: string;
  private readonly lives = new Map<string, TaskLife>();

  constructor(private readonly options: LivesOptions) {}

  /** Begins the life of a task of the state. */
  start(taskArn: string): void {
    const record = this.options.state.tasks[taskArn];
    const definition =
      record && findTaskDefinition(this.options.state, placeOf(taskArn), record.task.taskDefinitionArn);
    if (!record || !definition) return;
    const changed = (): void => this.options.changed(record);
    const life = new TaskLife(
      record,
      definition.definition,
      { ...this.options, endpoint: this.endpoint },
      this.logOf(taskArn),
      changed,
    );
    this.lives.set(taskArn, life);
    void life.ended.then(() => {
      this.lives.delete(taskArn);
      return this.forgetOld();
    });
  }

  /** Begins the end of a task, where it lives. */
  stop(taskArn: string, stop: Stop): void {
    this.lives.get(taskArn)?.stop(stop);
  }

  /** The containers of a task that were started; none where it does not live. */
  containers(taskArn: string): readonly RunningContainer[] {
    return this.lives.get(taskArn)?.running ?? [];
  }

  /** Living tasks that have some target. */
  withTarget(targetGroupArn: string, id: string, port: number): TaskRecord[] {
    return [...this.lives.keys()]
      .flatMap((taskArn) => this.options.state.tasks[taskArn] ?? [])
      .filter(({ targets }) =>
        targets.some((target) => target.targetGroupArn === targetGroupArn && target.id === id && target.port === port),
      );
  }

  /** The least part of the CPU time that a container of the task behind a target asked for and got; 1 where none lives. */
  async cpuShareOf({ id, port }: Target): Promise<number> {
    const isOf = (taskArn: string): boolean =>
      this.options.state.tasks[taskArn]?.targets.some((target) => target.id === id && target.port === port) ?? false;
    const containers = [...this.lives].flatMap(([taskArn, life]) => (isOf(taskArn) ? life.running : []));
    return Math.min(1, ...(await Promise.all(containers.map(({ container }) => cpuShareOf(container)))));
  }

  /** Ends every task at once. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.lives.values()].map((life) => life.stopAtOnce(cloudStopped)));
  }

  /** Marks tasks as stopped that a former life of the cloud left as they were: their containers are gone. */
  markLost(): void {
    for (const record of Object.values(this.options.state.tasks)) {
      const { task } = record;
      if (task.lastStatus === 'STOPPED') continue;
      deregisterTargets(record, this.options.targetGroups);
      task.stopCode ??= cloudStopped.code;
      task.stoppedReason ??= cloudStopped.reason;
      Object.assign(task, { lastStatus: 'STOPPED', desiredStatus: 'STOPPED', stoppedAt: this.options.clock.now() });
      for (const container of task.containers) container.lastStatus = 'STOPPED';
    }
  }

  private async forgetOld(): Promise<void> {
    const { state, clock } = this.options;
    for (const { task, serviceArn } of Object.values(state.tasks)) {
      const old = task.stoppedAt !== undefined && clock.now() - task.stoppedAt > stoppedShownFor;
      const known = serviceArn !== undefined && state.services[serviceArn]?.scheduled[task.taskArn];
      if (!old || known) continue;
      delete state.tasks[task.taskArn];
      await this.logOf(task.taskArn).remove();
    }
  }

  private logOf(taskArn: string): LogFile {
    return new LogFile(join(this.options.logsDir, `${lastPart(taskArn)}.log`));
  }
}
