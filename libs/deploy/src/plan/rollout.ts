import { type RolloutForecast } from '@longshore/model';
import { type Desired } from '../render/desired';

/**
 * The arithmetic of a rollout: how many tasks run meanwhile, and how long it takes.
 * @param count tasks that are to run
 * @param isNew whether none runs yet
 */
export function forecastOf(desired: Desired, count: number, isNew: boolean): RolloutForecast {
  const { service, routing, taskDefinition } = desired;
  const { minimumHealthyPercent = 100, maximumPercent = 200 } = service.deploymentConfiguration;
  const floor = Math.ceil((count * minimumHealthyPercent) / 100);
  const ceiling = Math.floor((count * maximumPercent) / 100);
  if (count > 0 && floor === count && ceiling === count) {
    return { tasks: count, floor, ceiling, blocked: reasonOf(count, minimumHealthyPercent, maximumPercent) };
  }
  const { starts, stops } = isNew ? { starts: Math.min(count, 1), stops: 0 } : wavesOf(count, floor, ceiling);
  const { HealthCheckIntervalSeconds: interval = 0, UnhealthyThresholdCount: failures = 0 } =
    routing?.targetGroup ?? {};
  const drain = Number(routing?.attributes['deregistration_delay.timeout_seconds'] ?? 0);
  const stop = taskDefinition.containerDefinitions[0].stopTimeout ?? 0;
  return {
    tasks: count,
    floor: isNew ? 0 : floor,
    ceiling: isNew ? count : ceiling,
    // A new target needs one check to pass; it is given up after the grace period and as many checks as may fail.
    leastSeconds: starts * interval + Math.min(stops, 1) * drain,
    mostSeconds: starts * ((service.healthCheckGracePeriodSeconds ?? 0) + failures * interval) + stops * (drain + stop),
  };
}

const reasonOf = (count: number, minimum: number, maximum: number): string =>
  `with ${count} ${count === 1 ? 'copy' : 'copies'}, a floor of ${minimum} % and a ceiling of ${maximum} % ECS may ` +
  `neither stop a task nor start one`;

/** How many times ECS starts as many as it may, and how many times it stops as many as it may, until all are new. */
function wavesOf(count: number, floor: number, ceiling: number): { starts: number; stops: number } {
  let [old, started, starts, stops] = [count, 0, 0, 0];
  while (old > 0 || started < count) {
    const toStart = Math.min(count - started, ceiling - old - started);
    if (toStart > 0) {
      started += toStart;
      starts += 1;
    }
    const toStop = Math.min(old, old + started - floor);
    if (toStop > 0) {
      old -= toStop;
      stops += 1;
    }
  }
  return { starts, stops };
}
