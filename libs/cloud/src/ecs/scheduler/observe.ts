import { lastPart } from '../arn';
import { type DeploymentRecord, type ScheduledTask } from '../state';
import { resetsOnHealthyTask } from './circuit-breaker';
import { judge } from './health';
import { isThrottled, noThrottle, slowDown } from './throttle';
import { addEvent, primaryOf, type TaskObservation, type Turn } from './turn';
import { stopTask } from './stop-task';

/** Takes in what became of the tasks: states, targets, ends. */
export function takeIn(turn: Turn): void {
  for (const observation of turn.observations) {
    const task = turn.service.scheduled[observation.taskArn];
    if (!task) continue;
    task.lastStatus = observation.lastStatus;
    if (observation.startedAt !== undefined) task.startedAt = observation.startedAt;
    if (observation.availabilityZone !== undefined) task.availabilityZone = observation.availabilityZone;
    noteTargets(turn, task, observation);
    if (observation.lastStatus === 'STOPPED') noteEnd(turn, task, observation);
  }
}

/** Judges the health of running tasks; those that never were healthy and fail are stopped and counted. */
export function judgeHealth(turn: Turn): void {
  const { service, now } = turn;
  for (const observation of turn.observations) {
    const task = service.scheduled[observation.taskArn];
    if (!task || task.stopping) continue;
    const grace = service.healthCheckGracePeriodSeconds;
    const verdict = judge(observation, lastPart(observation.taskArn), now, grace);
    task.healthy = verdict.health === 'healthy';
    if (verdict.health === 'healthy') noteHealthy(turn, task);
    if (verdict.health === 'undecided' && verdict.due !== undefined) turn.due.push(verdict.due);
    const isNews = task.ailing !== true;
    task.ailing = verdict.health === 'unhealthy';
    if (verdict.health !== 'unhealthy') continue;
    turn.ailing.add(observation.taskArn);
    if (isNews) for (const event of verdict.events) addEvent(service, now, event);
    if (task.everHealthy) continue;
    stopTask(turn, observation.taskArn, verdict.stop);
    noteFailure(turn, task);
  }
}

function noteTargets(turn: Turn, task: ScheduledTask, observation: TaskObservation): void {
  const { service, now } = turn;
  for (const { targetGroupArn } of observation.targets) {
    if (task.stopping || task.registeredIn.includes(targetGroupArn)) continue;
    task.registeredIn.push(targetGroupArn);
    addEvent(service, now, `registered 1 targets in (target-group ${targetGroupArn})`);
  }
}

function noteEnd(turn: Turn, task: ScheduledTask, { taskArn, stop }: TaskObservation): void {
  const { service, now } = turn;
  delete service.scheduled[taskArn];
  if (task.stopping) return;
  service.steady = false;
  for (const group of task.registeredIn) addEvent(service, now, `deregistered 1 targets in (target-group ${group})`);
  if (stop?.code === 'TaskFailedToStart') {
    addEvent(service, now, `was unable to place a task. Reason: ${stop.reason}.`);
  }
  if (stop && ownFault.has(stop.code)) noteFailure(turn, task);
}

/** Stop codes that speak against the task; the others speak of users and machines. */
const ownFault = new Set<string>(['TaskFailedToStart', 'EssentialContainerExited']);

function noteHealthy(turn: Turn, task: ScheduledTask): void {
  if (task.everHealthy) return;
  task.everHealthy = true;
  const deployment = deploymentOf(turn, task);
  if (!deployment) return;
  deployment.throttle = noThrottle();
  const breaker = turn.service.configuration.deploymentCircuitBreaker;
  if (deployment.rolloutState === 'IN_PROGRESS' && resetsOnHealthyTask(breaker)) deployment.failedTasks = 0;
}

/** Counts a failed task for the circuit breaker and for the throttle. */
function noteFailure(turn: Turn, task: ScheduledTask): void {
  const { service, now } = turn;
  const deployment = deploymentOf(turn, task);
  if (!deployment) return;
  if (deployment.rolloutState === 'IN_PROGRESS') deployment.failedTasks += 1;
  if (task.everHealthy || deployment !== primaryOf(service)) return;
  const wasThrottled = isThrottled(deployment.throttle);
  deployment.throttle = slowDown(deployment.throttle, task.launchedAt, now);
  if (isThrottled(deployment.throttle) && !wasThrottled) {
    addEvent(service, now, 'is unable to consistently start tasks successfully.');
  }
}

const deploymentOf = (turn: Turn, task: ScheduledTask): DeploymentRecord | undefined =>
  turn.service.deployments.find(({ id }) => id === task.deploymentId);
