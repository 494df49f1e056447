import { type CreateServiceCommandInput } from '../aws/shapes';
import { type Resources } from '../read/resources';
import { type ResolvedService } from '../resolve/resolve-service';

/** An ECS service as it should be, but for its task definition, target group and count. */
export interface DesiredService
  extends
    Required<Pick<CreateServiceCommandInput, 'deploymentConfiguration' | 'networkConfiguration'>>,
    Pick<CreateServiceCommandInput, 'launchType' | 'capacityProviderStrategy' | 'healthCheckGracePeriodSeconds'> {}

/** Renders a service: rolling deployments that ECS itself rolls back. */
export const renderService = (
  { http, rollout, compute }: ResolvedService,
  { subnets, securityGroups }: Resources,
): DesiredService => ({
  ...renderCompute(compute),
  deploymentConfiguration: {
    minimumHealthyPercent: rollout.minimumHealthyPercent,
    maximumPercent: rollout.maximumPercent,
    deploymentCircuitBreaker: {
      enable: true,
      rollback: true,
      ...(rollout.failedTasks && { thresholdConfiguration: { type: 'COUNT', value: rollout.failedTasks } }),
    },
  },
  networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups, assignPublicIp: 'DISABLED' } },
  // ECS takes it only where a load balancer checks.
  ...(http && { healthCheckGracePeriodSeconds: http.health.graceSeconds }),
});

const renderCompute = ({
  launchType,
  capacityProviders,
}: ResolvedService['compute']): Pick<DesiredService, 'launchType' | 'capacityProviderStrategy'> =>
  capacityProviders
    ? {
        capacityProviderStrategy: capacityProviders.map(({ provider, base = 0, weight = 0 }) => ({
          capacityProvider: provider,
          weight,
          base,
        })),
      }
    : { launchType };
