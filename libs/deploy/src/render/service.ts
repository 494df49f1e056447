import { type CreateServiceCommandInput } from '../aws/shapes';
import { type Resources } from '../read/resources';
import { type ResolvedService } from '../resolve/resolve-service';

/** An ECS service as it should be, but for its task definition, target group and count. */
export interface DesiredService
  extends
    Required<
      Pick<
        CreateServiceCommandInput,
        'deploymentConfiguration' | 'networkConfiguration' | 'healthCheckGracePeriodSeconds'
      >
    >,
    Pick<CreateServiceCommandInput, 'launchType' | 'capacityProviderStrategy'> {
  containerName: string;
  containerPort: number;
}

/** Renders a service: rolling deployments that ECS itself rolls back. */
export const renderService = (
  { name, port, health, rollout, compute }: ResolvedService,
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
  healthCheckGracePeriodSeconds: health.graceSeconds,
  containerName: name,
  containerPort: port,
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
