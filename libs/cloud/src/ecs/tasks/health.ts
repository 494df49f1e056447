import { type Container, type ContainerDefinition, type HealthStatus } from '@aws-sdk/client-ecs';
import { type Health, type HealthCheck } from '@longshore/runtime';
import { isEssential } from './running-container';

/** What the runtime is to check: the health check of a container definition, with AWS's defaults. */
export function healthCheckOf({ healthCheck }: ContainerDefinition): HealthCheck | undefined {
  if (!healthCheck) return undefined;
  const { command = [], interval = 30, timeout = 5, retries = 3, startPeriod = 0 } = healthCheck;
  // A command of one word goes to the shell, as the ECS agent has it.
  const isComplete = command[0] === 'CMD' || command[0] === 'CMD-SHELL';
  return {
    test: isComplete ? command : ['CMD-SHELL', ...command],
    intervalSeconds: interval,
    timeoutSeconds: timeout,
    retries,
    startPeriodSeconds: startPeriod,
  };
}

/** What the API calls a health. */
export const statusOf = (health: Health): HealthStatus => statuses[health];

const statuses: Record<Health, HealthStatus> = { starting: 'UNKNOWN', healthy: 'HEALTHY', unhealthy: 'UNHEALTHY' };

/** The health of a task: that of its essential containers, UNHEALTHY before UNKNOWN before HEALTHY. */
export function taskHealth(containers: Container[], definitions: ContainerDefinition[]): HealthStatus {
  return worst(containers, definitions.filter(isEssential)) ?? 'UNKNOWN';
}

/**
 * What a service's scheduler goes by: the health of the essential containers that have a check, for those without
 * one would stay UNKNOWN for ever. Undefined where there is none.
 */
export const checkedHealth = (containers: Container[], definitions: ContainerDefinition[]): HealthStatus | undefined =>
  worst(containers, definitions.filter(isChecked));

/** Whether the health of a container counts for its service. */
export const isChecked = (definition: ContainerDefinition): boolean =>
  isEssential(definition) && definition.healthCheck !== undefined;

function worst(containers: Container[], counted: ContainerDefinition[]): HealthStatus | undefined {
  if (counted.length === 0) return undefined;
  const found = counted.map(({ name }) => containers.find((other) => other.name === name)?.healthStatus ?? 'UNKNOWN');
  return (['UNHEALTHY', 'UNKNOWN'] as const).find((status) => found.includes(status)) ?? 'HEALTHY';
}
