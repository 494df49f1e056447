import { type Deployment, type Service, type Task } from '../aws/shapes';
import { messagesSince } from './events';
import { failedTasks } from './reason-of';

/** Tasks that ended by themselves or were unhealthy; those that people, Spot or the hardware ended did not fail. */
export const ownFailures = (stopped: Task[], since: number): Task[] =>
  failedTasks(stopped).filter(
    ({ stopCode, stoppedReason = '', stoppingAt, stoppedAt }) =>
      (stopCode === 'EssentialContainerExited' || /health checks/i.test(stoppedReason)) &&
      ((stoppedAt ?? stoppingAt)?.getTime() ?? 0) >= since,
  );

/** What the events of a service say of unhealthy tasks since a moment, the newest first. */
export const unhealthyMessages = (service: Service, since: number): string[] =>
  messagesSince(service, since).filter((message) => /\bis unhealthy in\b|failed .*health checks/i.test(message));

/** Whether tasks of a completed deployment may have failed since a moment: some are missing, unhealthy or replaced. */
export function isSuspect(service: Service, deployment: Deployment, since: number): boolean {
  const { runningCount = 0, pendingCount = 0, desiredCount = 0 } = deployment;
  const isShort = runningCount < desiredCount || pendingCount > 0;
  const isReplaced = messagesSince(service, since).some((message) => /^has started \d+ tasks/.test(message));
  return isShort || isReplaced || unhealthyMessages(service, since).length > 0;
}
