import { tags, type TaskStatus } from '@longshore/model';
import { type Cluster } from '../aws/ports';
import { type Task } from '../aws/shapes';
import { namesOf } from '../render/names';
import { deployedService } from './deployed';
import { type OpenEnvironment } from './open-environment';

/**
 * The tasks of an environment, those that run first, then those that stopped within the hour; the newest first.
 * @param service whose tasks, one-off ones included; every service's where it is left out
 * @throws LS3112 where the service is not deployed and has no task
 */
export async function tasksOf(open: OpenEnvironment, service?: string): Promise<TaskStatus[]> {
  const place = await open.place();
  const { tasks, taskDefinitions } = place.cluster;
  const environment = open.environment.name;
  const family = service === undefined ? undefined : namesOf(environment, service).service;
  const states = ['RUNNING', 'STOPPED'] as const;
  const arns = await Promise.all(
    states.map((desiredStatus) => tasks.list({ desiredStatus, ...(family && { family }) })),
  );
  const found = await tasks.describe([...new Set(arns.flat())]);
  if (found.length === 0 && service !== undefined) await deployedService(open, service);
  const prefix = namesOf(environment, '').service;
  const own = found.filter(({ taskDefinitionArn }) => nameOf(taskDefinitionArn).startsWith(prefix)).sort(inOrder);
  const commits = await commitsOf(own, taskDefinitions);
  return own.map((task) => describe(task, prefix, commits));
}

/** As `staging-rooms:7`. */
const nameOf = (taskDefinitionArn = ''): string => taskDefinitionArn.slice(taskDefinitionArn.lastIndexOf('/') + 1);

const inOrder = (one: Task, other: Task): number =>
  Number(isStopped(one)) - Number(isStopped(other)) || createdAt(other) - createdAt(one);

const isStopped = ({ lastStatus }: Task): boolean => lastStatus === 'STOPPED';
const createdAt = ({ createdAt: at }: Task): number => at?.getTime() ?? 0;

/** Each revision is read once, however many tasks it has. */
async function commitsOf(found: Task[], taskDefinitions: Cluster['taskDefinitions']): Promise<Map<string, string>> {
  const arns = [...new Set(found.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []))];
  const revisions = await Promise.all(arns.map((arn) => taskDefinitions.describe(arn)));
  return new Map(arns.map((arn, index) => [arn, revisions[index]?.tags[tags.commit] ?? '']));
}

function describe(task: Task, prefix: string, commits: Map<string, string>): TaskStatus {
  const { taskArn = '', taskDefinitionArn = '', startedBy = '', lastStatus = '', healthStatus } = task;
  const [name = '', revision] = nameOf(taskDefinitionArn).split(':');
  const described = {
    service: name.slice(prefix.length),
    task: taskArn.slice(taskArn.lastIndexOf('/') + 1),
    // A service's task is started by its deployment.
    oneOff: !startedBy.startsWith('ecs-svc/'),
    revision: Number(revision),
    commit: commits.get(taskDefinitionArn) || undefined,
    state: lastStatus,
    health: healthStatus === 'UNKNOWN' ? undefined : healthStatus,
    zone: task.availabilityZone,
    startedAt: task.startedAt?.toISOString(),
    stoppedAt: task.stoppedAt?.toISOString(),
    stoppedReason: reasonOf(task),
  };
  return Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined)) as typeof described;
}

function reasonOf({ stoppedReason, containers = [] }: Task): string | undefined {
  if (stoppedReason === undefined) return undefined;
  const codes = containers.flatMap(({ name, exitCode }) => (exitCode === undefined ? [] : [`${name} ${exitCode}`]));
  return codes.length > 0 ? `${stoppedReason} (exit code: ${codes.join(', ')})` : stoppedReason;
}
