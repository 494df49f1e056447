import { type DeploymentRecord, type ScheduledTask, type ServiceRecord, type Stop } from '../state';
import { nextUuid } from '../ids';

/** How a target of a task does, as the load balancer says. */
export interface TargetObservation {
  targetGroupArn: string;
  port: number;
  state: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining';
  description?: string;
}

/** What the scheduler learns about one of its tasks. */
export interface TaskObservation {
  taskArn: string;
  lastStatus: string;
  /** When it reached RUNNING, in milliseconds since 1970. */
  startedAt?: number;
  /** Absent where no essential container has a health check. */
  containerHealth?: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
  /** One for each target group that it is registered in. */
  targets: TargetObservation[];
  /** As `us-east-1a`. */
  availabilityZone?: string | undefined;
  /** Why it ended, once it is STOPPED. */
  stop?: Stop;
}

/** What the scheduler wants done. */
export type Action =
  | {
      kind: 'start';
      taskArn: string;
      deploymentId: string;
      /** Where it has to run; spread over the zones where it is missing. */
      availabilityZone?: string;
    }
  | ({ kind: 'stop'; taskArn: string } & Stop);

/** What one step of the scheduler works on: a copy of the service, and what it has decided so far. */
export interface Turn {
  service: ServiceRecord;
  /** Milliseconds since 1970. */
  now: number;
  observations: TaskObservation[];
  actions: Action[];
  /** Times at which the step has to be taken again though nothing changed. */
  due: number[];
  /** Tasks that fail their health checks now. */
  ailing: Set<string>;
}

/** A task that the scheduler knows, with its ARN. */
export type Known = ScheduledTask & { taskArn: string };

/** The deployment that is being rolled out or is in place. */
export function primaryOf(service: ServiceRecord): DeploymentRecord | undefined {
  return service.deployments.find(({ status }) => status === 'PRIMARY');
}

/** Tasks that are, or are about to be, RUNNING: those that the floor and the ceiling count. */
export function liveTasks(service: ServiceRecord): Known[] {
  return Object.entries(service.scheduled)
    .filter(([, task]) => !task.stopping && coming.has(task.lastStatus))
    .map(([taskArn, task]) => ({ ...task, taskArn }));
}

const coming = new Set(['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING']);

/** Writes an event of the service, in ECS's own words; the newest 100 are kept. */
export function addEvent(service: ServiceRecord, now: number, text: string, taskSet = ''): void {
  const subject = taskSet ? `(service ${service.name}, taskSet ${taskSet})` : `(service ${service.name})`;
  const event = { id: nextUuid(service), createdAt: now, message: `${subject} ${text}` };
  service.events = [event, ...service.events].slice(0, 100);
}
