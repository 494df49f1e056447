import { lastPart } from '../arn';
import { type ServiceRecord, type Stop } from '../state';
import { addEvent, type Known, type Turn } from './turn';

/** Asks for the end of one task and says so in the service's events. */
export function stopTask(turn: Turn, taskArn: string, stop: Stop): void {
  const task = turn.service.scheduled[taskArn];
  if (!task || task.stopping) return;
  stopTasks(turn, [{ ...task, taskArn }], stop);
}

/** Asks for the end of several tasks of one deployment. */
export function stopTasks(turn: Turn, tasks: Known[], stop: Stop): void {
  if (tasks.length === 0) return;
  const { service, now } = turn;
  for (const { taskArn } of tasks) markStopping(turn, taskArn, stop);
  describeStop(service, now, tasks);
}

/** Asks for the end of running tasks of one availability zone, which has too many. */
export function stopForBalance(turn: Turn, tasks: Known[], zone: string, stop: Stop): void {
  for (const { taskArn } of tasks) markStopping(turn, taskArn, stop);
  const what = `${tasks.length} running tasks in ${zone} due to AZ rebalancing: ${namesOf(tasks)}`;
  addEvent(turn.service, turn.now, `has stopped ${what}.`);
  describeDraining(turn.service, turn.now, tasks);
}

/** Why ECS says that it stops what it no longer needs. */
export const scaledIn = (deploymentId: string): Stop => ({
  code: 'ServiceSchedulerInitiated',
  reason: `Scaling activity initiated by (deployment ${deploymentId})`,
});

const namesOf = (tasks: Known[]): string => tasks.map(({ taskArn }) => `(task ${lastPart(taskArn)})`).join(' ');

function markStopping({ service, actions }: Turn, taskArn: string, stop: Stop): void {
  actions.push({ kind: 'stop', taskArn, ...stop });
  const task = service.scheduled[taskArn];
  if (task) Object.assign(task, { stopping: true, healthy: false });
  service.steady = false;
}

function describeStop(service: ServiceRecord, now: number, tasks: Known[]): void {
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING');
  const pending = tasks.length - running.length;
  if (pending > 0) addEvent(service, now, `stopped ${pending} pending tasks.`);
  if (running.length === 0) return;
  addEvent(service, now, `has stopped ${running.length} running tasks: ${namesOf(running)}.`);
  describeDraining(service, now, running);
}

function describeDraining(service: ServiceRecord, now: number, tasks: Known[]): void {
  const groups = new Set(tasks.flatMap(({ registeredIn }) => registeredIn));
  for (const group of groups) {
    const count = tasks.filter(({ registeredIn }) => registeredIn.includes(group)).length;
    addEvent(service, now, `deregistered ${count} targets in (target-group ${group})`);
  }
  for (const id of new Set(tasks.filter((task) => task.registeredIn.length > 0).map((task) => task.deploymentId))) {
    const count = tasks.filter((task) => task.deploymentId === id && task.registeredIn.length > 0).length;
    addEvent(service, now, `has begun draining connections on ${count} tasks.`, id);
  }
}
