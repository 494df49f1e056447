import { z } from 'zod';

/** The numbers that AWS accepts for a field, and where AWS documents them. */
export interface Limit {
  least: number;
  most: number;
  source: string;
}

/** A smaller number that the embedded cloud accepts, and why. */
export interface Relaxation {
  least: number;
  reason: string;
}

const createTargetGroup = 'CreateTargetGroup, ELBv2 API reference';
const containerHealth = 'HealthCheck, ECS API reference';
const containerDefinition = 'ContainerDefinition, ECS API reference';
const providerStrategy = 'CapacityProviderStrategyItem, ECS API reference';
const deployment = 'DeploymentConfiguration, ECS API reference';
const taskDefinition = 'Task definition parameters, ECS developer guide';
const quotas = 'Amazon ECS endpoints and quotas, AWS General Reference';
const setQueueAttributes = 'SetQueueAttributes, SQS API reference';

/** What AWS accepts in the fields of a service: every environment but the embedded cloud is held to it. */
export const awsLimits = {
  port: { least: 1, most: 65_535, source: 'PortMapping, ECS API reference' },
  cpu: { least: 128, most: 196_608, source: taskDefinition },
  'health.intervalSeconds': { least: 5, most: 300, source: createTargetGroup },
  'health.timeoutSeconds': { least: 2, most: 120, source: createTargetGroup },
  'health.healthyThreshold': { least: 2, most: 10, source: createTargetGroup },
  'health.unhealthyThreshold': { least: 2, most: 10, source: createTargetGroup },
  'containerHealth.intervalSeconds': { least: 5, most: 300, source: containerHealth },
  'containerHealth.timeoutSeconds': { least: 2, most: 60, source: containerHealth },
  'containerHealth.retries': { least: 1, most: 10, source: containerHealth },
  'containerHealth.startSeconds': { least: 0, most: 300, source: containerHealth },
  'sidecars.NAME.port': { least: 1, most: 65_535, source: 'PortMapping, ECS API reference' },
  'sidecars.NAME.cpu': { least: 0, most: 196_608, source: containerDefinition },
  'sidecars.NAME.memory': { least: 6, most: 1_048_576, source: containerDefinition },
  'compute.capacityProviders.base': { least: 0, most: 100_000, source: providerStrategy },
  'compute.capacityProviders.weight': { least: 0, most: 1000, source: providerStrategy },
  'copies.min': { least: 0, most: 5000, source: quotas },
  'copies.max': { least: 1, most: 5000, source: quotas },
  'rollout.minimumHealthyPercent': { least: 0, most: 100, source: deployment },
  'rollout.maximumPercent': { least: 100, most: 200, source: deployment },
  'rollout.drainSeconds': { least: 0, most: 3600, source: 'TargetGroupAttribute, ELBv2 API reference' },
  'rollout.stopSeconds': { least: 2, most: 120, source: containerDefinition },
  'queue.visibilitySeconds': { least: 0, most: 43_200, source: setQueueAttributes },
  'queue.retentionSeconds': { least: 60, most: 1_209_600, source: setQueueAttributes },
  'queue.attempts': { least: 1, most: 1000, source: setQueueAttributes },
} as const satisfies Record<string, Limit>;

/** A field of a service whose number AWS limits. */
export type LimitedField = keyof typeof awsLimits;

/** Where the embedded cloud accepts less than AWS does. */
export const embeddedLimits: Partial<Record<LimitedField, Relaxation>> = {
  'health.intervalSeconds': { least: 2, reason: 'a failing version is found out in seconds' },
  'health.timeoutSeconds': { least: 1, reason: 'the interval has to be longer than the timeout' },
};

/** A whole number within what AWS or the embedded cloud accepts: which of them counts is known with the environment. */
export const numberWithin = (field: LimitedField, meaning: string) => {
  const { least, most } = awsLimits[field];
  return z
    .number()
    .int()
    .min(Math.min(least, embeddedLimits[field]?.least ?? least))
    .max(most)
    .describe(meaning);
};
