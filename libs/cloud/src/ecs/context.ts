import { type Clock, type TargetGroups } from '../kernel';
import { type EcsState, type Stop } from './state';

/** What the operations work on. */
export interface EcsContext {
  readonly state: EcsState;
  readonly clock: Clock;
  readonly targetGroups: TargetGroups;
  /** The most services that a cluster may have. */
  readonly servicesPerCluster: number;
  /** Lets the scheduler of a service take a step, soon. */
  wake(serviceArn: string): void;
  /** Begins the life of a task that is in the state. */
  startTask(taskArn: string): void;
  /** Begins the end of a task; nothing happens where it is ending already. */
  stopTask(taskArn: string, stop: Stop): void;
}
