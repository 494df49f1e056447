import { cannotHeal } from '../watch/known-causes';
import { primaryOf } from '../plan/delta';
import { type Observation, type Rollout } from '../watch/rollout';
import { ownDeployment } from '../watch/verdict-of';
import { readSymptoms } from './failures';
import { type Run } from './run';

/** Looks for causes that cannot heal while a rollout is under way. */
export interface FailFast {
  onLook(observation: Observation): void;
  /** Whether it has asked ECS to go back. */
  hasStopped(): boolean;
}

/**
 * Lets ECS go back as soon as its tasks show that no other can fare better, instead of waiting until it has tried often
 * enough. Where there is nothing to go back to, ECS decides.
 */
export function failFast(run: Run, rollout: Rollout): FailFast {
  let failedBefore = 0;
  let isLooking = false;
  let hasStopped = false;

  const look = async (): Promise<void> => {
    const { tasks, unhealthy } = await readSymptoms(run, rollout, []);
    if (!cannotHeal({ tasks, unhealthy })) return;
    const { cluster } = await run.place();
    hasStopped = await cluster.services.rollBackUnderWay(rollout.serviceName);
  };

  return {
    hasStopped: () => hasStopped,
    onLook: (observation) => {
      const failed = ownDeployment(observation)?.failedTasks ?? 0;
      const isOurs = observation.service && primaryOf(observation.service)?.id === rollout.deploymentId;
      const isNews = failed > failedBefore && isOurs && rollout.previousTaskDefinition !== undefined;
      if (!isNews || isLooking || hasStopped) return;
      failedBefore = failed;
      isLooking = true;
      // What cannot be read now is read at the next failure, and ECS counts failures itself.
      void look()
        .catch(() => undefined)
        .finally(() => (isLooking = false));
    },
  };
}
