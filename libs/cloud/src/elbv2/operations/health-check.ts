import { type CreateTargetGroupCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { notBuilt, validationError } from '../errors';
import { isMatcher } from '../health/matcher';
import { type HealthCheck } from '../state';

/** The members that describe a health check: the same when a group is made and when it is modified. */
export type HealthCheckInput = Pick<
  CreateTargetGroupCommandInput,
  | 'HealthCheckProtocol'
  | 'HealthCheckPort'
  | 'HealthCheckEnabled'
  | 'HealthCheckPath'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
>;

/** The health check of a group that is made without saying one. */
export const standardHealthCheck: HealthCheck = {
  port: 'traffic-port',
  path: '/',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
};

/**
 * Takes over what a request says of a health check.
 * @throws AwsError ValidationError
 */
export function readHealthCheck(before: HealthCheck, input: HealthCheckInput): HealthCheck {
  if ((input.HealthCheckProtocol ?? 'HTTP') !== 'HTTP') {
    throw notBuilt(`A health check over ${input.HealthCheckProtocol}`);
  }
  if (input.HealthCheckEnabled === false) {
    throw validationError('Health check enabled must be true for target groups with target type instance or ip');
  }
  const after: HealthCheck = {
    port: input.HealthCheckPort ?? before.port,
    path: input.HealthCheckPath ?? before.path,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? before.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? before.timeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount ?? before.healthyThreshold,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? before.unhealthyThreshold,
    matcher: input.Matcher?.HttpCode ?? before.matcher,
  };
  check(after);
  return after;
}

/** The least seconds of an interval and a timeout. ELB asks for 5 and 2: here a failing version is found out sooner. */
const shortest = { interval: 2, timeout: 1 };

function check(health: HealthCheck): void {
  const { port, path, intervalSeconds, timeoutSeconds, matcher } = health;
  inRange('Health check interval', intervalSeconds, shortest.interval, 300);
  inRange('Health check timeout', timeoutSeconds, shortest.timeout, 120);
  inRange('Healthy threshold count', health.healthyThreshold, 2, 10);
  inRange('Unhealthy threshold count', health.unhealthyThreshold, 2, 10);
  if (timeoutSeconds >= intervalSeconds) {
    throw validationError('Health check interval must be greater than the timeout.');
  }
  if (!/^\/[\x21-\x7e]*$/.test(path) || path.length > 1024) {
    throw validationError(`Health check path '${path}' must begin with a '/' and have at most '1024' characters`);
  }
  if (port !== 'traffic-port' && !isPort(port)) {
    throw validationError(`Health check port '${port}' must be 'traffic-port' or between '1' and '65535'`);
  }
  if (!isMatcher(matcher)) throw validationError(`Health check matcher HTTP code '${matcher}' is not valid`);
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;

function inRange(what: string, value: number, least: number, most: number): void {
  if (value < least || value > most)
    throw validationError(`${what} '${value}' must be between '${least}' and '${most}'`);
}
