import { type ServiceOverride } from './service';

type Health = Required<NonNullable<ServiceOverride['health']>>;

/** How the load balancer tells that a copy works, where neither the service nor the environment says otherwise. */
export const defaultHealth = {
  path: '/health',
  codes: '200',
  intervalSeconds: 10,
  timeoutSeconds: 5,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  // A Node service that does not answer by then will not: it costs nothing where it does.
  graceSeconds: 10,
} as const satisfies Health;

/** Whether a status is one of the codes that mean healthy, as `200-299,404`. */
export const isHealthy = (codes: string, status: number): boolean =>
  codes.split(',').some((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return from <= status && status <= to;
  });
