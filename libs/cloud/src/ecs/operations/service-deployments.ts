import {
  type DescribeServiceDeploymentsRequest,
  type DescribeServiceDeploymentsResponse,
  type DescribeServiceRevisionsRequest,
  type DescribeServiceRevisionsResponse,
  type ListServiceDeploymentsRequest,
  type ListServiceDeploymentsResponse,
  type StopServiceDeploymentRequest,
  type StopServiceDeploymentResponse,
} from '@aws-sdk/client-ecs';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { type EcsContext } from '../context';
import { invalidParameter, notBuilt } from '../errors';
import { clusterOf, serviceOf } from '../lookup';
import { page } from '../paging';
import { isOngoing } from '../scheduler';
import { describeBrief, describeRevision, describeServiceDeployment } from '../service/describe-deployment';
import { type EcsState, type ServiceDeploymentRecord, type ServiceRecord } from '../state';

/** Operations on service deployments and service revisions. */
export const serviceDeploymentOperations = (ecs: EcsContext): OperationTable => ({
  ListServiceDeployments: (
    input: ListServiceDeploymentsRequest,
    context: CallContext,
  ): ListServiceDeploymentsResponse => {
    const service = serviceOf(ecs.state, clusterOf(ecs.state, context, input.cluster), input.service ?? '');
    const wanted = service.serviceDeployments.filter((record) => isWanted(record, input));
    const { items, nextToken } = page(wanted, ({ arn }) => arn, input, { standard: 20, most: 100 });
    return { serviceDeployments: items.map((record) => describeBrief(service, record)), nextToken };
  },

  DescribeServiceDeployments: (input: DescribeServiceDeploymentsRequest): DescribeServiceDeploymentsResponse => {
    const arns = atMost20(input.serviceDeploymentArns ?? [], 'Service deployment ARNs');
    const found = arns.map((arn) => findServiceDeployment(ecs.state, arn));
    return {
      serviceDeployments: found.flatMap((hit) => (hit ? describeServiceDeployment(hit.service, hit.record) : [])),
      failures: arns.filter((_, index) => !found[index]).map((arn) => ({ arn, reason: 'MISSING' })),
    };
  },

  StopServiceDeployment: (input: StopServiceDeploymentRequest): StopServiceDeploymentResponse => {
    const { serviceDeploymentArn = '', stopType = 'ROLLBACK' } = input;
    if (stopType !== 'ROLLBACK') throw notBuilt(`StopServiceDeployment with stopType ${stopType}`);
    const hit = findServiceDeployment(ecs.state, serviceDeploymentArn);
    if (!hit) throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.');
    requestRollback(hit.service, hit.record, ecs.clock.now());
    ecs.wake(hit.service.arn);
    return { serviceDeploymentArn };
  },

  DescribeServiceRevisions: (input: DescribeServiceRevisionsRequest): DescribeServiceRevisionsResponse => {
    const arns = atMost20(input.serviceRevisionArns ?? [], 'Service revision ARNs');
    const found = arns.map((arn) => {
      const service = serviceOfArn(ecs.state, arn, 'service-revision');
      const revision = service?.revisions[arn];
      return service && revision ? describeRevision(ecs.state, service, revision) : undefined;
    });
    return {
      serviceRevisions: found.filter((revision) => revision !== undefined),
      failures: arns.filter((_, index) => !found[index]).map((arn) => ({ arn, reason: 'MISSING' })),
    };
  },
});

/** Asks the scheduler for a rollback; one that is asked for or going on already just continues. */
function requestRollback(service: ServiceRecord, record: ServiceDeploymentRecord, now: number): void {
  if (!isOngoing(record)) {
    throw new AwsError('ConflictException', `Service deployment has already ended as ${record.status}.`, 400, {
      resourceIds: [record.arn],
    });
  }
  if (record.status.startsWith('ROLLBACK')) return;
  if (!service.lastCompleted) {
    throw new AwsError('ConflictException', 'No rollback candidate was found to run the rollback.', 400, {
      resourceIds: [record.arn],
    });
  }
  Object.assign(record, { status: 'ROLLBACK_REQUESTED', updatedAt: now });
}

function isWanted(record: ServiceDeploymentRecord, { status, createdAt }: ListServiceDeploymentsRequest): boolean {
  if (status?.length && !status.includes(record.status)) return false;
  if (createdAt?.after && record.createdAt < createdAt.after.getTime()) return false;
  return !createdAt?.before || record.createdAt <= createdAt.before.getTime();
}

function findServiceDeployment(
  state: EcsState,
  arn: string,
): { service: ServiceRecord; record: ServiceDeploymentRecord } | undefined {
  const service = serviceOfArn(state, arn, 'service-deployment');
  const record = service?.serviceDeployments.find((other) => other.arn === arn);
  return service && record && { service, record };
}

/** ARNs of service deployments and revisions end in `CLUSTER/SERVICE/ID`. */
const serviceOfArn = (state: EcsState, arn: string, kind: string): ServiceRecord | undefined =>
  state.services[arn.slice(0, arn.lastIndexOf('/')).replace(`:${kind}/`, ':service/')];

function atMost20(arns: string[], what: string): string[] {
  if (arns.length === 0) throw invalidParameter(`${what} cannot be empty.`);
  if (arns.length > 20) throw invalidParameter(`${what} cannot contain more than 20 elements.`);
  return arns;
}
