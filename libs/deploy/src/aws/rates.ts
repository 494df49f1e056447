import { type Rate } from './token-bucket';

/** Reads of a cluster and its services, and RegisterTaskDefinition: rates seen in logs of accounts with default quotas. */
const clusterReads: Rate = { burst: 50, perSecond: 20 };
const registrations: Rate = { burst: 20, perSecond: 1 };
/** Where AWS publishes no rate: well below what is known to be throttled. */
const modest: Rate = { burst: 20, perSecond: 10 };

/** How often AWS lets an operation, as `ecs:DescribeServices`, be called in one account and region. */
export function rateOf(operation: string): Rate {
  if (operation === 'ecs:RegisterTaskDefinition') return registrations;
  return /^ecs:(Describe|List)/.test(operation) ? clusterReads : modest;
}
