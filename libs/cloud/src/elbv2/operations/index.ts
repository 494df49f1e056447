import { type OperationTable } from '../../kernel';
import { limitOperations } from './limits';
import { listenerOperations } from './listeners';
import { loadBalancerOperations } from './load-balancers';
import { type Parts } from './parts';
import { ruleOperations } from './rules';
import { tagOperations } from './tags';
import { targetGroupOperations } from './target-groups';
import { targetOperations } from './targets';

export { type Parts } from './parts';

/** All operations of ELBv2 that are built. */
export const operationsOf = (parts: Parts): OperationTable => ({
  ...loadBalancerOperations(parts),
  ...listenerOperations(parts),
  ...ruleOperations(parts),
  ...targetGroupOperations(parts),
  ...targetOperations(parts),
  ...tagOperations(parts),
  ...limitOperations(parts),
});
