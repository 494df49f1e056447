import { type ContainerHealth, type Sidecar } from '@longshore/model';
import { type ContainerDefinition } from '../aws/shapes';
import { type ResolvedService } from '../resolve/resolve-service';
import { renderLogs } from './logs';

/** Renders the containers beside the service; they write to its log group, each to streams of its own. */
export const renderSidecars = (service: ResolvedService): ContainerDefinition[] =>
  Object.entries(service.sidecars).map(([name, sidecar]) => ({
    name,
    image: sidecar.image,
    essential: sidecar.essential,
    stopTimeout: service.rollout.stopSeconds,
    ...limitsOf(sidecar),
    ...(sidecar.command && { command: sidecar.command }),
    portMappings: sidecar.port ? [{ containerPort: sidecar.port, protocol: 'tcp' as const }] : [],
    environment: Object.entries(sidecar.environment).map(([variable, value]) => ({ name: variable, value })),
    secrets: Object.entries(sidecar.secrets).map(([variable, valueFrom]) => ({ name: variable, valueFrom })),
    ...renderDependsOn(sidecar.dependsOn),
    ...renderHealthCheck(sidecar.health),
    logConfiguration: renderLogs(service),
  }));

/** Renders what has to be there before a container starts. */
export const renderDependsOn = (dependsOn: Sidecar['dependsOn']): Pick<ContainerDefinition, 'dependsOn'> => {
  const entries = Object.entries(dependsOn).map(([containerName, condition]) => ({ containerName, condition }));
  return entries.length > 0 ? { dependsOn: entries } : {};
};

/** Renders the health check of a container. */
export const renderHealthCheck = (health: ContainerHealth | undefined): Pick<ContainerDefinition, 'healthCheck'> =>
  health
    ? {
        healthCheck: {
          command: health.command,
          interval: health.intervalSeconds,
          timeout: health.timeoutSeconds,
          retries: health.retries,
          ...(health.startSeconds > 0 && { startPeriod: health.startSeconds }),
        },
      }
    : {};

const limitsOf = ({ cpu, memory }: Sidecar): Pick<ContainerDefinition, 'cpu' | 'memory'> => ({
  ...(cpu !== undefined && { cpu }),
  ...(memory !== undefined && { memory }),
});
