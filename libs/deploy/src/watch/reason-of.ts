import { type Task } from '../aws/shapes';

/** What is known of a rollout that did not go well. */
export interface Findings {
  /** What ECS says of the deployment. */
  cause?: string;
  /** Messages of the service's events since the rollout began, newest first. */
  messages: string[];
  /** Tasks of the deployment that have stopped. */
  tasks: Task[];
}

/** Why a rollout did not go well, in one line: what happened to its tasks first, then what ECS made of it. */
export function reasonOf({ cause, messages, tasks }: Findings): string | undefined {
  const failures = distinct(failedTasks(tasks).map((task) => failureOf(task, messages)));
  const unhealthy = failures.length === 0 ? unhealthyReason(messages) : undefined;
  const told = unhealthy ? [`tasks failed their health check: ${unhealthy}`] : failures;
  return [...told, ...(cause ? [cause] : [])].join('; ') || undefined;
}

/** Tasks that ECS stopped because it wanted fewer of them did not fail. */
export const failedTasks = (tasks: Task[]): Task[] =>
  [...tasks]
    .filter(({ stoppedReason = '' }) => !stoppedReason.startsWith('Scaling activity initiated by'))
    .sort((a, b) => stopTime(a) - stopTime(b));

function failureOf(task: Task, messages: string[]): string {
  const { stoppedReason = 'no reason given', containers = [] } = task;
  if (/health checks/i.test(stoppedReason)) {
    return `tasks failed their health check: ${unhealthyReason(messages) ?? stoppedReason}`;
  }
  const details = containers.flatMap(({ name, exitCode, reason }) => {
    const code = exitCode === undefined ? [] : [`container ${name} exited with code ${exitCode}${signalOf(exitCode)}`];
    // The container often repeats what the task says.
    return reason && reason !== stoppedReason ? [...code, reason] : code;
  });
  return [`tasks stopped: ${stoppedReason}`, ...distinct(details)].join(': ');
}

/** As the load balancer gives it: `… is unhealthy in (target-group ARN) due to (reason …)`. */
export const unhealthyReason = (messages: string[]): string | undefined =>
  messages.map((message) => /due to (\(reason .+\))/.exec(message)?.[1]).find((reason) => reason !== undefined);

/** Codes above 128 are signals: 128 and the signal's number. */
function signalOf(exitCode: number): string {
  if (exitCode === 137) return ' (SIGKILL)';
  return exitCode === 143 ? ' (SIGTERM)' : '';
}

const stopTime = ({ stoppingAt, stoppedAt }: Task): number => (stoppingAt ?? stoppedAt)?.getTime() ?? 0;

const distinct = (lines: string[]): string[] => [...new Set(lines)];
