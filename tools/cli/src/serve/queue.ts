import { openAws, pointSdkAt, provideQueue, type ResolvedService, runningCloud } from '@longshore/deploy';
import { type Environment } from '@longshore/model';

/**
 * What a worker in development is told of its queue, which the workspace's cloud has; nothing for what consumes none.
 * @throws LS1103 where the cloud does not run
 */
export async function queueVariables(
  workspace: string,
  environment: Environment,
  service: ResolvedService,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  if (!service.queue) return {};
  const cloud = runningCloud(workspace);
  if (cloud) process.env['AWS_ENDPOINT_URL'] = cloud.endpoint;
  pointSdkAt(workspace, environment);
  const name = await provideQueue(openAws(environment, signal), service);
  return {
    QUEUE_NAME: name ?? '',
    AWS_ENDPOINT_URL: process.env['AWS_ENDPOINT_URL'] ?? '',
    AWS_REGION: environment.spec.region,
    AWS_ACCESS_KEY_ID: 'longshore',
    AWS_SECRET_ACCESS_KEY: 'longshore',
  };
}
