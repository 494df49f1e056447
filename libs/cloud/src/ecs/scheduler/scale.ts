import { arnInCluster, lastPart } from '../arn';
import { nextId } from '../ids';
import { type DeploymentRecord, type ServiceRecord } from '../state';
import { scaledIn, stopTasks } from './stop-task';
import { addEvent, type Known, liveTasks, type Turn } from './turn';
import { countZones, fullest } from './zone-counts';

/** Fewest tasks that have to be healthy while tasks are replaced. */
export const floorOf = ({ desiredCount, configuration }: ServiceRecord): number =>
  Math.ceil((desiredCount * configuration.minimumHealthyPercent) / 100);

/** Most tasks that may run or be about to. */
export const ceilingOf = ({ desiredCount, configuration }: ServiceRecord): number =>
  Math.floor((desiredCount * configuration.maximumPercent) / 100);

/** Stops tasks of earlier deployments as far as the floor and the new tasks allow. */
export function retireOld(turn: Turn, primary: DeploymentRecord): void {
  const live = liveTasks(turn.service);
  const old = live.filter(({ deploymentId }) => deploymentId !== primary.id);
  const [serving, useless] = split(old, ({ everHealthy }) => everHealthy);
  stopTasks(turn, useless, scaledIn(primary.id));
  const surplus = live.filter(({ everHealthy }) => everHealthy).length - lowestServing(turn, primary, live);
  const retired = [...serving].sort((a, b) => Number(a.healthy) - Number(b.healthy)).slice(0, Math.max(0, surplus));
  stopTasks(turn, retired, scaledIn(primary.id));
}

/** Start before stop where the ceiling has room; down to the floor where only that makes room. */
function lowestServing({ service }: Turn, primary: DeploymentRecord, live: Known[]): number {
  if (primary.rolloutState === 'FAILED') return service.desiredCount;
  const wanted = service.desiredCount - live.filter(({ deploymentId }) => deploymentId === primary.id).length;
  const room = ceilingOf(service) - live.filter((task) => isOf(primary, task) || task.everHealthy).length;
  return wanted <= room ? service.desiredCount : floorOf(service);
}

/** Stops what is more than desired: first what is not healthy, then where the most run, then the newest. */
export function scaleIn(turn: Turn, primary: DeploymentRecord): void {
  const { service, ailing } = turn;
  const own = liveTasks(service).filter((task) => isOf(primary, task) && !ailing.has(task.taskArn));
  const surplus = own.length - service.desiredCount;
  if (surplus <= 0 || service.rebalancing) return;
  const left = [...own].sort((a, b) => Number(a.healthy) - Number(b.healthy) || b.launchedAt - a.launchedAt);
  const stopped: Known[] = [];
  for (let count = 0; count < surplus; count += 1) {
    const zone = fullest(countZones(service, primary, left));
    const index = left.findIndex(({ healthy, availabilityZone }) => !healthy || availabilityZone === zone);
    stopped.push(...left.splice(Math.max(0, index), 1));
  }
  stopTasks(turn, stopped, scaledIn(primary.id));
}

/**
 * Stops tasks that have become unhealthy: once their replacements are healthy or, where the ceiling leaves no room
 * for replacements, one by one before.
 */
export function retireAiling(turn: Turn, primary: DeploymentRecord): void {
  const own = liveTasks(turn.service).filter((task) => isOf(primary, task));
  const [ailing, sound] = split(own, ({ taskArn }) => turn.ailing.has(taskArn));
  if (ailing.length === 0 || primary.rolloutState === 'FAILED') return;
  const replaced = ailing.length - (turn.service.desiredCount - sound.filter(({ healthy }) => healthy).length);
  const underway = sound.some(({ healthy }) => !healthy);
  const full = liveTasks(turn.service).length >= ceilingOf(turn.service);
  const count = Math.max(replaced, full && !underway ? 1 : 0);
  for (const task of ailing.slice(0, Math.max(0, count))) stopTasks(turn, [task], failedCheck(turn, task));
}

const failedCheck = (turn: Turn, { taskArn }: Known) => {
  const observation = turn.observations.find((seen) => seen.taskArn === taskArn);
  const target = observation?.targets.find(({ state }) => state === 'unhealthy');
  const reason = target
    ? `Task failed ELB health checks in (target-group ${target.targetGroupArn})`
    : 'Task failed container health checks';
  return { code: 'ServiceSchedulerInitiated' as const, reason };
};

/** Starts what is missing, as far as the ceiling and the throttle allow. */
export function scaleOut(turn: Turn, primary: DeploymentRecord): void {
  const { service, now } = turn;
  const missing = missingTasks(turn, primary);
  if (missing <= 0) return;
  if (now < primary.throttle.notBefore) {
    turn.due.push(primary.throttle.notBefore);
    return;
  }
  const count = Math.min(missing, ceilingOf(service) - liveTasks(service).length);
  if (count <= 0) return reportStuck(turn, primary);
  const started = Array.from({ length: count }, () => launch(turn, primary));
  const names = started.map((taskArn) => `(task ${lastPart(taskArn)})`).join(' ');
  const replaced = Math.min(count, ownAiling(turn, primary));
  const why = replaced > 0 ? ` Amazon ECS replaced ${replaced} tasks due to an unhealthy status.` : '';
  addEvent(service, now, `has started ${count} tasks: ${names}.${why}`);
  service.steady = false;
}

function missingTasks({ service, ailing }: Turn, primary: DeploymentRecord): number {
  if (primary.rolloutState === 'FAILED') return 0;
  const sound = liveTasks(service).filter((task) => isOf(primary, task) && !ailing.has(task.taskArn));
  return service.desiredCount - sound.length;
}

const ownAiling = ({ service, ailing }: Turn, primary: DeploymentRecord): number =>
  liveTasks(service).filter((task) => isOf(primary, task) && ailing.has(task.taskArn)).length;

/**
 * Starts a task of a deployment; gives its ARN.
 * @param availabilityZone where it has to run
 */
export function launch(turn: Turn, primary: DeploymentRecord, availabilityZone?: string): string {
  const { service, now } = turn;
  const taskArn = arnInCluster(service.clusterArn, 'task', nextId(service));
  service.scheduled[taskArn] = {
    deploymentId: primary.id,
    launchedAt: now,
    lastStatus: 'PROVISIONING',
    everHealthy: false,
    healthy: false,
    stopping: false,
    registeredIn: [],
    ...(availabilityZone !== undefined && { availabilityZone }),
  };
  turn.actions.push({ kind: 'start', taskArn, deploymentId: primary.id, availabilityZone });
  return taskArn;
}

/** Floor and ceiling may leave no room for any move: 75 % of 2 with a maximum of 100, 125 % of 3 with a minimum of 100. */
function reportStuck(turn: Turn, primary: DeploymentRecord): void {
  const { service, now } = turn;
  const tasks = Object.values(service.scheduled);
  const moving = turn.actions.length > 0 || tasks.some(({ healthy, stopping }) => stopping || !healthy);
  if (moving || primary.stuck) return;
  primary.stuck = true;
  const advice = 'Update the minimumHealthyPercent or maximumPercent value and try again.';
  const cause = 'because of the service deployment configuration.';
  addEvent(service, now, `is unable to stop or start tasks during a deployment ${cause} ${advice}`);
}

const isOf = (deployment: DeploymentRecord, task: Known): boolean => task.deploymentId === deployment.id;

function split<Item>(items: Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
