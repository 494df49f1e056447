import { giveRoutesBack, openAws, pointSdkAt, type RoutedService, runningCloud, takeRoute } from '@longshore/deploy';
import { type Environment } from '@longshore/model';
import { servedNow } from './claim';

/**
 * Sends the requests for a service to a process on this machine, where the workspace's cloud runs.
 * @returns the load balancer's base URL; undefined where there is no cloud
 */
export async function takeRouteTo(
  port: number,
  workspace: string,
  environment: Environment,
  service: RoutedService,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!pointAtCloud(workspace, environment)) return undefined;
  return takeRoute(openAws(environment, signal), environment, service, port);
}

/**
 * Gives the routes back of all services that are not being served: those of processes that were killed, too.
 * @param ending the service that stops being served
 */
export async function giveBackRoutes(
  workspace: string,
  environment: Environment,
  signal: AbortSignal,
  ending?: string,
): Promise<void> {
  if (!pointAtCloud(workspace, environment)) return;
  const keep = servedNow(workspace).filter((service) => service !== ending);
  await giveRoutesBack(openAws(environment, signal), environment, keep);
}

/**
 * Points the SDK at the cloud of this workspace, and only ever at that: whatever a shell says of endpoints, nobody
 * else's routes are taken.
 * @returns whether it runs
 */
export function pointAtCloud(workspace: string, environment: Environment): boolean {
  const cloud = environment.spec.embedded ? runningCloud(workspace) : undefined;
  if (!cloud) return false;
  process.env['AWS_ENDPOINT_URL'] = cloud.endpoint;
  pointSdkAt(workspace, environment);
  return true;
}
