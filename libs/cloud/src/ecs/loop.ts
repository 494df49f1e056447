import { type HealthStatus } from '@aws-sdk/client-ecs';
import { type Clock, type Store, type TargetGroups } from '../kernel';
import { type Action, step, type TaskObservation } from './scheduler';
import { placeOf } from './arn';
import { findTaskDefinition } from './lookup';
import { checkedHealth } from './tasks/health';
import { type EcsState, type ServiceRecord, type Stop, type TaskRecord } from './state';

/** What the loop drives. */
export interface LoopPorts {
  state: EcsState;
  store: Store;
  clock: Clock;
  targetGroups: TargetGroups;
  /** Makes a task that the scheduler wants, and begins its life. */
  launch: (service: ServiceRecord, action: Extract<Action, { kind: 'start' }>) => void;
  stop: (taskArn: string, stop: Stop) => void;
}

/**
 * Lets each service's scheduler take a step whenever something of it changed, and at the time that the last step
 * named: nothing runs while nothing happens.
 */
export class Loop {
  private readonly awake = new Set<string>();
  private readonly timers = new Map<string, () => void>();
  private stopped = true;

  constructor(private readonly ports: LoopPorts) {}

  /** Takes a first step for every service. */
  start(): void {
    this.stopped = false;
    for (const arn of Object.keys(this.ports.state.services)) this.wake(arn);
  }

  stop(): void {
    this.stopped = true;
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
    this.awake.clear();
  }

  /** Has a service looked at as soon as the current work is done; several calls until then are one. */
  wake(serviceArn: string): void {
    if (this.stopped) return;
    if (this.awake.size === 0) queueMicrotask(() => this.run());
    this.awake.add(serviceArn);
  }

  private run(): void {
    const arns = [...this.awake];
    this.awake.clear();
    for (const arn of arns) this.advance(arn);
  }

  private advance(arn: string): void {
    const { state, clock, store } = this.ports;
    const before = state.services[arn];
    if (this.stopped || !before) return;
    this.timers.get(arn)?.();
    this.timers.delete(arn);
    const { service, actions, due } = step(before, clock.now(), this.observe(before));
    state.services[arn] = service;
    for (const action of actions) this.carryOut(service, action);
    if (due !== undefined) {
      this.timers.set(
        arn,
        clock.after(Math.max(0, due - clock.now()), () => this.wake(arn)),
      );
    }
    store.touch();
  }

  private carryOut(service: ServiceRecord, action: Action): void {
    if (action.kind === 'start') this.ports.launch(service, action);
    else this.ports.stop(action.taskArn, { code: action.code, reason: action.reason });
  }

  private observe({ scheduled }: ServiceRecord): TaskObservation[] {
    return Object.keys(scheduled).map((taskArn) => {
      const record = this.ports.state.tasks[taskArn];
      return record ? this.observeTask(taskArn, record) : { taskArn, lastStatus: 'STOPPED', targets: [] };
    });
  }

  private containerHealth({ taskArn, taskDefinitionArn, containers }: TaskRecord['task']): HealthStatus | undefined {
    const definition = findTaskDefinition(this.ports.state, placeOf(taskArn), taskDefinitionArn)?.definition;
    return checkedHealth(containers, definition?.containerDefinitions ?? []);
  }

  private observeTask(taskArn: string, { task, targets }: TaskRecord): TaskObservation {
    return {
      taskArn,
      lastStatus: task.lastStatus,
      startedAt: task.startedAt,
      availabilityZone: task.availabilityZone,
      containerHealth: this.containerHealth(task),
      targets: targets.map(({ targetGroupArn, containerPort, id, port }) => ({
        targetGroupArn,
        port: containerPort,
        ...this.ports.targetGroups.health(targetGroupArn, { id, port }),
      })),
      ...(task.stopCode !== undefined && { stop: { code: task.stopCode, reason: task.stoppedReason ?? '' } }),
    };
  }
}
