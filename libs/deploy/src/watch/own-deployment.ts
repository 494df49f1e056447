import { type Service } from '../aws/shapes';
import { primaryOf } from '../plan/delta';
import { lookFor, type Reading } from './look-for';

/** How long ECS may take to show a deployment that it has begun, in milliseconds. */
const shownMs = 30_000;

/**
 * The service with the deployment that a call of ours has caused: without it, the state of the one before would pass
 * for ours.
 * @param applied as the call answered it
 * @param before id of the deployment that was PRIMARY before the call
 */
export async function ownDeploymentOf(
  applied: Service,
  before: string | undefined,
  reading: Reading,
): Promise<Service> {
  const { serviceName = '' } = applied;
  const isShown = (service: Service): boolean => hasNew(service, before);
  const service = isShown(applied) ? applied : await lookFor(reading, serviceName, isShown, shownMs);
  if (!service) throw new Error(`ECS took the update of ${serviceName} and shows no deployment of it`);
  return service;
}

/** Whether a service has a deployment that was not there before. */
export function hasNew(service: Service, before: string | undefined): boolean {
  const primary = primaryOf(service);
  return primary?.id !== undefined && primary.id !== before;
}
