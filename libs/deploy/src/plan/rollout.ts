import { type RolloutForecast } from '@longshore/model';
import { type HealthCheck } from '../aws/shapes';
import { type Desired } from '../render/desired';

/**
 * The arithmetic of a rollout: how many tasks run meanwhile, and how long it takes.
 * @param count tasks that are to run
 * @param isNew whether none runs yet
 */
export function forecastOf(desired: Desired, count: number, isNew: boolean): RolloutForecast {
  const { service, routing, taskDefinition, bakeSeconds: bake } = desired;
  const { minimumHealthyPercent = 100, maximumPercent = 200 } = service.deploymentConfiguration;
  const floor = Math.ceil((count * minimumHealthyPercent) / 100);
  const ceiling = Math.floor((count * maximumPercent) / 100);
  if (count > 0 && floor === count && ceiling === count) {
    return { tasks: count, floor, ceiling, blocked: reasonOf(count, minimumHealthyPercent, maximumPercent) };
  }
  const { starts, stops } = isNew ? { starts: Math.min(count, 1), stops: 0 } : wavesOf(count, floor, ceiling);
  const { least, most } = startSecondsOf(desired);
  const drain = Number(routing?.attributes['deregistration_delay.timeout_seconds'] ?? 0);
  const stop = taskDefinition.containerDefinitions[0].stopTimeout ?? 0;
  return {
    tasks: count,
    floor: isNew ? 0 : floor,
    ceiling: isNew ? count : ceiling,
    leastSeconds: starts * least + Math.min(stops, 1) * drain + bake,
    mostSeconds: starts * most + stops * (drain + stop) + bake,
  };
}

/** A task without any health check counts as healthy when it has run for so many seconds. */
const uncheckedSeconds = 40;

/**
 * The time until ECS counts a task as healthy, and until it gives the task up: a check has to pass once, and fails the
 * task after the grace period and as many failures as it may have. Both kinds of check have to pass.
 */
function startSecondsOf({ service, routing, taskDefinition }: Desired): { least: number; most: number } {
  const checks = taskDefinition.containerDefinitions.flatMap(({ healthCheck, essential = true }) =>
    healthCheck && essential ? [secondsInside(healthCheck)] : [],
  );
  if (routing) {
    const { HealthCheckIntervalSeconds: interval = 0, UnhealthyThresholdCount: failures = 0 } = routing.targetGroup;
    checks.push({ least: interval, most: failures * interval });
  }
  if (checks.length === 0) return { least: uncheckedSeconds, most: uncheckedSeconds };
  const grace = service.healthCheckGracePeriodSeconds ?? 0;
  const [least, most] = [checks.map((check) => check.least), checks.map((check) => check.most)];
  return { least: Math.max(...least), most: grace + Math.max(...most) };
}

/** The first check comes after an interval; those within the start period fail nothing. */
function secondsInside({ interval = 30, timeout = 5, retries = 3, startPeriod = 0 }: HealthCheck) {
  return { least: interval, most: startPeriod + retries * (interval + timeout) };
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
