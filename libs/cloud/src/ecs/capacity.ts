import { type CapacityProviderStrategyItem, type LaunchType } from '@aws-sdk/client-ecs';
import { invalidParameter } from './errors';
import { type ClusterRecord } from './state';

/** The capacity providers that are there without being made. */
export const ofFargate = ['FARGATE', 'FARGATE_SPOT'];

/** What a service or a task says of where it runs. */
export interface CapacityRequest {
  launchType?: LaunchType | undefined;
  capacityProviderStrategy?: CapacityProviderStrategyItem[] | undefined;
}

/**
 * Where a service or a task runs: as it says, else as its cluster does, else on EC2.
 * @throws AwsError InvalidParameterException
 */
export function capacityOf({ launchType, capacityProviderStrategy }: CapacityRequest, cluster: ClusterRecord) {
  const asked = capacityProviderStrategy?.length ? capacityProviderStrategy : undefined;
  if (asked && launchType) {
    throw invalidParameter(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    );
  }
  const standard = cluster.defaultStrategy?.length ? cluster.defaultStrategy : undefined;
  const strategy = asked ?? (launchType ? undefined : standard);
  if (!strategy) return { launchType: launchType ?? ('EC2' as const), capacityProviderStrategy: undefined };
  checkStrategy(strategy, cluster.capacityProviders);
  return { launchType: undefined, capacityProviderStrategy: strategy };
}

/**
 * Checks a strategy against the capacity providers of a cluster.
 * @throws AwsError InvalidParameterException
 */
export function checkStrategy(strategy: CapacityProviderStrategyItem[], providers: string[]): void {
  if (strategy.some(({ capacityProvider = '' }) => !providers.includes(capacityProvider))) {
    throw invalidParameter(
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.',
    );
  }
  if (strategy.filter(({ base = 0 }) => base > 0).length > 1) {
    throw invalidParameter('Only one capacity provider in a capacity provider strategy can have a base defined.');
  }
}

/** Whether tasks run on Fargate: every capacity provider here is one of Fargate's. */
export const isOnFargate = ({ launchType, capacityProviderStrategy }: CapacityRequest): boolean =>
  launchType === 'FARGATE' || capacityProviderStrategy !== undefined;

/**
 * The capacity provider of the next task: the one whose base is not full yet, else the one that has the fewest tasks
 * for its weight.
 * @param running the providers of the tasks that run
 */
export function nextProvider(strategy: CapacityProviderStrategyItem[], running: (string | undefined)[]) {
  const counted = strategy.map(({ capacityProvider, base = 0, weight = 0 }) => {
    const count = running.filter((name) => name === capacityProvider).length;
    return { capacityProvider, count, base, weight };
  });
  const first = counted.find(({ count, base }) => count < base);
  if (first) return first.capacityProvider;
  const weighted = counted.filter(({ weight }) => weight > 0);
  const load = ({ count, base, weight }: (typeof counted)[number]) => (count - base) / weight;
  // A strategy without any weight takes its first provider.
  return (weighted.sort((a, b) => load(a) - load(b))[0] ?? counted[0])?.capacityProvider;
}
