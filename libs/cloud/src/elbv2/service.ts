import { type AwsService, type OperationTable } from '../kernel';
import { elbv2Constraints } from './constraints';

/** ELBv2 as the protocol layer serves it. */
export const elbv2Service = (operations: OperationTable): AwsService => ({
  id: 'elasticloadbalancing',
  protocol: {
    kind: 'query',
    version: '2015-12-01',
    namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  },
  get schemas() {
    // Loading the SDK takes tens of milliseconds: only the first call pays for it, not the start of the cloud.
    return import('@aws-sdk/client-elastic-load-balancing-v2');
  },
  constraints: elbv2Constraints,
  operations,
});
