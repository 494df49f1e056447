import { type Environment } from '@longshore/model';
import { type Service } from '../aws/shapes';
import { primaryOf } from '../plan/delta';
import { lookFor, type Reading } from './look-for';
import { hasNew } from './own-deployment';

/** How long ECS may take to show the rollout of a call that failed and took effect all the same, in milliseconds. */
const shownMs = ({ spec }: Environment): number => (spec.embedded ? 1000 : 10_000);

/** The rollout that a call should have begun. */
export interface Expected {
  /** The name of the ECS service. */
  serviceName: string;
  /** Id of the deployment that was PRIMARY before the call. */
  before: string | undefined;
  /** ARN of the revision. */
  taskDefinition: string | undefined;
}

/**
 * The service, if a call that failed has begun a rollout all the same: its answer was lost, not the call.
 * @throws the failure of the call, if it has not
 */
export async function begunDespite(
  failure: unknown,
  { serviceName, before, taskDefinition }: Expected,
  reading: Reading & { environment: Environment },
): Promise<Service> {
  if (reading.signal.aborted) throw failure;
  const isBegun = (service: Service): boolean =>
    service.status === 'ACTIVE' && hasNew(service, before) && primaryOf(service)?.taskDefinition === taskDefinition;
  const begun = await lookFor(reading, serviceName, isBegun, shownMs(reading.environment));
  if (!begun) throw failure;
  return begun;
}
